import { execFile, type ExecFileOptions } from 'node:child_process';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const execute = promisify(execFile);
const ROOT = new URL('../', import.meta.url).pathname;

export interface Stack {
  readonly url: string;
  /** The name of the compose project, with which the names of its networks begin. */
  readonly project: string;
  /** What start.sh printed. */
  readonly printed: string;
  /** Runs `docker compose ...` on the stack; resolves with the output. */
  compose(...args: string[]): Promise<string>;
  /** Runs `docker ...`; resolves with the output. */
  docker(...args: string[]): Promise<string>;
  /** Submits through the gateway, with retries after 429; resolves with the id. */
  submitted(language: string, code: string, input?: string): Promise<string>;
  /** The final record of a program, with wait=true. */
  record(language: string, code: string, input?: string): Promise<Record<string, unknown>>;
  /** Runs ./start.sh again with these settings in the environment; resolves with exit code and output. */
  start(settings?: Readonly<Record<string, string>>): Promise<{ code: number; printed: string }>;
  /** The value of a setting in .env. */
  kept(name: string): Promise<string | undefined>;
  /** Runs `work` with a .env that `change` has changed, and then restores .env. */
  withEnv<T>(change: (text: string) => string, work: () => Promise<T>): Promise<T>;
  /** Runs `work` with this docker-compose.override.yml. */
  withOverride<T>(text: string, work: () => Promise<T>): Promise<T>;
  /** Runs `work` without a .env. */
  withoutEnv<T>(work: () => Promise<T>): Promise<T>;
  /** Runs ./stop.sh. */
  stop(...options: string[]): Promise<string>;
  /** Removes the stack with its data. */
  erase(): Promise<void>;
}

/**
 * Starts the stack as a user does: ./start.sh in a copy of this checkout, on a free port, in a separate compose
 * project.
 */
export async function startStack(): Promise<Stack> {
  const port = await freePort();
  const folder = await copyOfCheckout();
  const project = `codeengine-e2e-${port}`;
  const env = {
    ...process.env,
    CI: 'true',
    PORT: String(port),
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_PROGRESS: 'plain',
  };
  const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
  const url = `http://localhost:${port}`;
  const compose = async (...args: string[]) => (await run('docker', ['compose', ...args], options)).stdout;
  const docker = async (...args: string[]) => (await run('docker', args, options)).stdout;
  const erase = async () => {
    await compose('down', '--volumes', '--remove-orphans');
    await run('docker', ['image', 'rm', `${project}:local`, `${project}-gateway:local`], options).catch(() => {});
    await rm(folder, { recursive: true });
  };
  const { stdout: printed } = await run('./start.sh', [], options).catch((error: unknown) =>
    erase().then(() => Promise.reject(error)),
  );

  const send = async (body: object, query = ''): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/submit${query}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.status !== 429) return (await response.json()) as Record<string, unknown>;
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after')) * 1000));
    return send(body, query);
  };

  return {
    url,
    project,
    printed,
    compose,
    docker,
    submitted: async (language, code, input = '') => String((await send({ language, code, input }))['submission_id']),
    record: (language, code, input = '') => send({ language, code, input }, '?wait=true'),
    async start(settings = {}) {
      const again = run('./start.sh', [], { ...options, env: { ...env, ...settings } });
      return again.then(
        ({ stdout, stderr }) => ({ code: 0, printed: stdout + stderr }),
        (failed: { code: number; stdout: string; stderr: string }) => ({
          code: failed.code,
          printed: failed.stdout + failed.stderr,
        }),
      );
    },
    async kept(name) {
      const lines = (await readFile(join(folder, '.env'), 'utf8')).split('\n');
      return lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
    },
    async withEnv(change, work) {
      const before = await readFile(join(folder, '.env'), 'utf8');
      await writeFile(join(folder, '.env'), change(before));
      return work().finally(() => writeFile(join(folder, '.env'), before));
    },
    async withOverride(text, work) {
      const file = join(folder, 'docker-compose.override.yml');
      await writeFile(file, text);
      return work().finally(() => rm(file));
    },
    async withoutEnv(work) {
      await rename(join(folder, '.env'), join(folder, '.env.away'));
      return work().finally(() => rename(join(folder, '.env.away'), join(folder, '.env')));
    },
    stop: async (...args) => (await run('./stop.sh', args, options)).stdout,
    erase,
  };
}

/** Runs a command with an empty stdin. */
async function run(
  file: string,
  args: string[],
  options: ExecFileOptions,
): Promise<{ stdout: string; stderr: string }> {
  const running = execute(file, args, { ...options, encoding: 'utf8' });
  running.child.stdin?.end();
  return running;
}

async function copyOfCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'codeengine-e2e-'));
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT });
  for (const file of stdout.trim().split('\n')) await cp(join(ROOT, file), join(folder, file));
  return folder;
}
