import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostOptions } from './messages.ts';
import { filesOf } from './options.ts';
import { ACCOUNT } from './thread/account.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The process runs a program of its own, which is always the built one. */
const HOST = join(ROOT, 'dist/sandbox/wasm/host/process.js');

/**
 * How many threads of V8 improve what runs often. V8's own choice, four, keeps a compiler that has just been loaded from
 * the processors for seconds.
 */
const V8_THREADS = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));

/**
 * Starts a process that holds programs: without the engine's environment, and without any right that it does not need.
 */
export function forkHost(options: HostOptions): ChildProcess {
  return fork(HOST, [JSON.stringify(options)], {
    cwd: ROOT,
    env: {},
    execArgv: ['--expose-gc', `--v8-pool-size=${V8_THREADS}`, ...permissions(options)],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Resolves when the process is gone. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/**
 * A further protection, where Node has it: the process may read only these files, write only its cache, and start
 * threads.
 */
function permissions(options: HostOptions): string[] {
  const flag = ['--permission', '--experimental-permission'].find((name) =>
    process.allowedNodeEnvironmentFlags.has(name),
  );
  if (!flag) return [];
  const cache = join(options.cache, '*');
  const own = ['dist', 'node_modules'].map((name) => join(ROOT, name, '*'));
  // once each: Node 20 ends with SIGABRT where a path is allowed twice
  const readable = new Set([...own, join(ROOT, 'package.json'), ...filesOf(options), cache, ACCOUNT]);
  return [
    flag,
    '--allow-worker',
    '--disallow-code-generation-from-strings',
    ...Array.from(readable, (path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${cache}`,
    '--no-warnings',
  ];
}
