import { readFileSync } from 'node:fs';
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import type { StreamName } from '../../domain/events.ts';
import { addDevices, inputOf, streamTo } from './devices.ts';
import { createFiles, type File } from './files.ts';
import { capModule, TooLargeError } from './cap.ts';
import { PAGE } from './module.ts';
import { HEAP_END } from './sbrk.ts';
import { noteMemory, writeTo, type SharedOutput } from './shared-output.ts';
import { createWasi, type WasiOptions } from './wasi.ts';

/** A thread that runs one program. It is made ready before there is one, and thrown away afterwards. */

export interface RunThreadData {
  /** The interpreter to boot; without it the program brings its own code. */
  readonly python: { readonly module: WebAssembly.Module; readonly boot: string; readonly hints: string } | null;
  readonly output: SharedOutput;
  /** Turns 1 when the job has been posted. */
  readonly go: Int32Array;
  readonly memoryBytes: number;
}

export interface ThreadJob {
  /** The source for an interpreter, a WebAssembly module otherwise. */
  readonly program: Uint8Array;
  readonly input: Uint8Array;
}

/** 'ready' for a job; 'output' when there is some to read; at last how it ended. */
export type FromRunThread = 'ready' | 'output' | Ended;
export type Ended =
  { readonly exitCode: number } | { readonly signal: string } | { readonly limit: 'memory' | 'output' };

/** A program's files are memory that its own limit does not count. */
const FILES = { bytes: 64 * 1024 * 1024, nodes: 4096 };
/** More than any program has functions that it calls by address. */
const TABLE_ENTRIES = 65_536;
const FUNCTION_WORK = 10_000_000;
/** What a shell answers for what cannot be run. */
const CANNOT_RUN = 126;
/** It imports what is not there, as a type that it is not, or is not even a module. */
const REFUSALS = [WebAssembly.CompileError, WebAssembly.LinkError, WebAssembly.RuntimeError, TypeError];
/** The environment of a login, as programs have it elsewhere. */
const LOGIN = [
  'PATH=/usr/local/bin:/usr/bin:/bin',
  'HOME=/work',
  'PWD=/work',
  'USER=runner',
  'LOGNAME=runner',
  'SHELL=/bin/sh',
  'TERM=xterm-256color',
  'COLUMNS=80',
  'LINES=24',
  'TMPDIR=/tmp',
  'LANG=C.UTF-8',
];
/** What the boot code asks for, in its own folder, when it is ready for a program. */
const PROGRAM = '.program';
const SLEEP = /^\.sleep\/(\d+)$/;

const { python, output, go, memoryBytes } = workerData as RunThreadData;
const port = parentPort as MessagePort;
const say = (message: FromRunThread) => port.postMessage(message);
const files = createFiles(FILES);

if (python) runPython(python);
else runProgram();

/** The interpreter comes up and asks for its program; by the time it is told that there is none, it is there. */
function runPython({ module, boot, hints }: NonNullable<RunThreadData['python']>): void {
  const stdin = inputOf(new Uint8Array(0));
  files.put('/site/boot.py', readFileSync(boot));
  files.put('/site/_sandbox_hints.py', readFileSync(hints));
  const folder = (name: string) => files.createFolder(files.root, name);
  const site = files.find('/site');
  if (site?.kind !== 'folder') throw new Error('the boot code is not where it was put');
  let isAsked = false;
  start(module, stdin, {
    args: ['python', '/site/boot.py'],
    env: [...LOGIN, 'PYTHONUNBUFFERED=1', 'PYTHONDONTWRITEBYTECODE=1', 'PYTHONIOENCODING=utf-8'],
    preopens: { '/work': folder('work'), '/tmp': folder('tmp'), '/site': site },
    stat(path) {
      const [, us] = SLEEP.exec(path) ?? []; // this build of Python cannot wait by itself, so its boot code asks
      if (us) pause(Number(us) / 1000);
      if (path !== PROGRAM || isAsked) return;
      isAsked = true;
      const { program, input } = nextJob();
      files.put('/work/main.py', program);
      Object.assign(stdin, { bytes: input, size: input.length });
    },
  });
}

function runProgram(): void {
  const { program, input } = nextJob();
  for (const name of ['tmp', 'work']) files.createFolder(files.root, name);
  try {
    const cap = { pages: memoryBytes / PAGE, tableEntries: TABLE_ENTRIES, functionWork: FUNCTION_WORK };
    const module = new WebAssembly.Module(capModule(program, cap));
    start(module, inputOf(input), { args: ['./main'], env: LOGIN, preopens: { '/': files.root } });
  } catch (error) {
    if (error instanceof TooLargeError) end({ limit: 'memory' });
    if (!REFUSALS.some((refusal) => error instanceof refusal)) throw error;
    const text = `The WebAssembly sandbox cannot run this program: ${(error as Error).message}\n`;
    writeTo(output, 'stderr', new TextEncoder().encode(text), () => say('output'));
    end({ exitCode: CANNOT_RUN });
  }
}

/** Blocks until there is one. */
function nextJob(): ThreadJob {
  say('ready');
  Atomics.wait(go, 0, 0);
  return (receiveMessageOnPort(port) as { message: ThreadJob }).message;
}

type OfProgram = Pick<WasiOptions, 'args' | 'env' | 'preopens' | 'stat'>;

function start(module: WebAssembly.Module, stdin: File, of: OfProgram): void {
  let exports: Record<string, unknown> = {};
  const number = (name: string) => (exports[name] as { value: number } | undefined)?.value;
  const note = () => {
    const size = wasi.memory.buffer.byteLength;
    noteMemory(output, Math.min((number(HEAP_END) ?? 0) >>> 0 || size, size), number('heap_refused') === 1);
  };
  const stream = (name: StreamName) =>
    streamTo((bytes) => {
      note(); // so that it is known of a program that has to be ended
      if (!writeTo(output, name, bytes, () => say('output'))) end({ limit: 'output' });
    });
  const standard = [stdin, stream('stdout'), stream('stderr')] as const;
  const { dev, proc } = addDevices(files, standard);
  const wasi = createWasi({
    ...of,
    preopens: { ...of.preopens, '/dev': dev, '/proc': proc },
    files,
    standard,
    sleep: pause,
    exit(code) {
      note();
      return end({ exitCode: code & 0xff });
    },
  });
  ({ exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.imports }));
  wasi.memory = exports['memory'] as WebAssembly.Memory;
  note();
  const stack = exports['__stack_pointer'] as { value: number } | undefined;
  const top = stack?.value;
  try {
    (exports['_start'] as () => void)();
  } catch (error) {
    const signal = signalOf(error);
    if (!signal) throw error;
    try {
      if (stack && top !== undefined) stack.value = top; // a full stack has room again
      (exports['fflush'] as ((file: number) => void) | undefined)?.(0); // what it wrote before it crashed
    } catch {
      // it is beyond that
    }
    note();
    end({ signal });
  }
  note();
  end({ exitCode: 0 });
}

/** Says how it ended and stays here until the thread is ended: no handler of the program sees an exception of ours. */
function end(how: Ended): never {
  say(how);
  for (;;) pause(Infinity);
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The signal that the same fault is elsewhere; V8's messages are all there is to tell them apart. */
function signalOf(error: unknown): string | undefined {
  if (error instanceof WebAssembly.Exception) return 'SIGABRT';
  if (error instanceof RangeError) return 'SIGSEGV'; // the stack is full
  if (!(error instanceof WebAssembly.RuntimeError)) return undefined;
  if (error.message === 'unreachable') return 'SIGABRT';
  if (/zero|overflow|unrepresentable/.test(error.message)) return 'SIGFPE';
  return 'SIGSEGV';
}
