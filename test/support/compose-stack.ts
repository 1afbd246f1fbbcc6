import { execFile, type ExecFileOptions } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './servers.ts';
import { submit } from './engine.ts';

const execute = promisify(execFile);
const ROOT = new URL('../../', import.meta.url).pathname;

export interface Stack {
  readonly url: string;
  /** What start.sh printed. */
  readonly printed: string;
  /** Runs `docker compose ...` on the stack and gives back what it printed. */
  compose(...args: string[]): Promise<string>;
  /** Submits through the gateway, waiting as it says where that is too fast, and gives back the id. */
  submitted(language: string, code: string, input?: string): Promise<string>;
  /** The final record of a program, by curl's way: wait=true. */
  record(language: string, code: string, input?: string): Promise<Record<string, unknown>>;
  /** Runs ./stop.sh. */
  stop(): Promise<string>;
  /** Removes the data, too. */
  erase(): Promise<void>;
}

/** The product as a user starts it: ./start.sh in a copy of this checkout, on a free port, in a compose project of its own. */
export async function startStack(): Promise<Stack> {
  const port = await freePort();
  const folder = await copyOfCheckout();
  const env = {
    ...process.env,
    CI: 'true',
    PORT: String(port),
    COMPOSE_PROJECT_NAME: process.env['COMPOSE_PROJECT_NAME'] ?? 'codeengine-e2e',
    COMPOSE_PROGRESS: 'plain',
  };
  const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
  const url = `http://localhost:${port}`;
  const compose = async (...args: string[]) => (await run('docker', ['compose', ...args], options)).stdout;
  const { stdout: printed } = await run('./start.sh', [], options);

  const send = async (body: object, query = ''): Promise<Record<string, unknown>> => {
    const response = await submit(url, body, { query });
    if (response.status !== 429) return (await response.json()) as Record<string, unknown>;
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after')) * 1000));
    return send(body, query);
  };

  return {
    url,
    printed,
    compose,
    submitted: async (language, code, input = '') => String((await send({ language, code, input }))['submission_id']),
    record: (language, code, input = '') => send({ language, code, input }, '?wait=true'),
    stop: async () => (await run('./stop.sh', [], options)).stdout,
    async erase() {
      await compose('down', '--volumes', '--remove-orphans');
      await rm(folder, { recursive: true });
    },
  };
}

/** Nothing waits for input: stdin is at its end. */
async function run(file: string, args: string[], options: ExecFileOptions): Promise<{ stdout: string }> {
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
