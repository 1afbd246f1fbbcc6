import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

export const ROOT = new URL('../', import.meta.url).pathname;

export interface EngineProcess {
  readonly url: string;
  /** The engine's log so far. */
  logs(): string;
  /** Sends a signal. SIGINT goes to the child processes as well, like Ctrl-C in a terminal. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, or the signal's name. */
  readonly exited: Promise<number | string>;
}

/** Compiles the engine, as `npm start` does. */
export async function buildEngine(): Promise<void> {
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: ROOT });
}

/** Starts the built engine as a process, on a free port unless one is given. The engine may not be ready yet. */
export async function spawnEngine(environment: Record<string, string>): Promise<EngineProcess> {
  const port = environment['PORT'] ?? (await freePort());
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: ROOT,
    detached: true, // a separate process group
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: `${port}`, ...environment },
  });
  let logged = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (logged += chunk.toString()));
  const kill = (signal: NodeJS.Signals) =>
    void (signal === 'SIGINT' ? process.kill(-child.pid!, signal) : child.kill(signal));
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return { url: `http://127.0.0.1:${port}`, logs: () => logged, kill, exited };
}
