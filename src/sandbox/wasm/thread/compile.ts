import { constants, setPriority } from 'node:os';
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { openAccount } from './account.ts';
import { awaitFiles, type FilesByPath, type Later } from './awaited.ts';
import { inputOf, streamTo } from '../wasi/devices.ts';
import { seal, type Entry } from '../wasi/entries.ts';
import { createFiles } from '../wasi/files.ts';
import { createWasi } from '../wasi/calls.ts';

/**
 * A thread that runs the compiler or the linker, one tool after another; both are one WebAssembly module. Each tool has an
 * instance of the module and files of its own. A tool starts before there is a program, runs until it looks up a file of
 * the program, and waits there.
 */

export interface ToCompileThread {
  readonly tool: Tool;
  /** Becomes 1 when the later files have been posted. */
  readonly go: Int32Array;
}

export interface Toolchain {
  readonly module: WebAssembly.Module;
  /** Files that come with the module, in memory that all threads share. The module sees them in `/usr`. */
  readonly resources: ReadonlyMap<string, Uint8Array>;
}

export interface Tool {
  /** `clang`, `clang++` or `wasm-ld`, and its arguments. */
  readonly argv: readonly string[];
  /** The files that are there when the tool starts. */
  readonly files: FilesByPath;
  readonly later: Later;
  /** The path of the file that the tool makes. */
  readonly output: string;
  /** Nobody waits for it: where threads have priorities of their own, it has a low one. */
  readonly givesWay?: boolean;
}

/** The thread has started, with a descriptor of its account; the tool waits for its later files; the tool has ended. */
export type FromCompileThread = { readonly account: number | null } | 'waits' | ToolResult;

export interface ToolResult {
  readonly exitCode: number;
  /** Why the tool crashed: it had too little memory, or too small a stack for the nesting of the source. */
  readonly crash: 'memory' | 'stack' | null;
  readonly said: string;
  readonly made: Uint8Array | null;
  readonly memoryBytes: number;
}

/** What a compile may write, its output included. */
const FILES = { bytes: 256 * 1024 * 1024, nodes: 4096 };
/** How many bytes of messages are kept; a hostile source can make a tool print more. */
const SAID_MAX = 1024 * 1024;

class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super();
    this.code = code;
  }
}

const { module, resources } = workerData as Toolchain;
const port = parentPort as MessagePort;
const say = (message: FromCompileThread) => port.postMessage(message);
const usr = sealedUsr();
say({ account: openAccount() });
port.on('message', (message: ToCompileThread | FilesByPath) => {
  if (!isTool(message)) return; // the later files of a tool that has ended without a look at them
  const { givesWay } = message.tool;
  if (givesWay && process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL); // of this thread alone
  say(runTool(message));
  globalThis.gc?.(); // returns the memory of the tool
});

function isTool(message: ToCompileThread | FilesByPath): message is ToCompileThread {
  return 'go' in message;
}

function runTool({ tool, go }: ToCompileThread): ToolResult {
  const { argv, output, later } = tool;
  const files = createFiles(FILES);
  files.root.entries.set('usr', usr);
  for (const name of ['tmp', 'work', 'made']) files.createFolder(files.root, name);
  for (const [path, bytes] of Object.entries(tool.files)) files.put(path, bytes);
  awaitFiles(files, later, () => receive(go));
  const said: Uint8Array[] = [];
  let room = SAID_MAX;
  const saying = streamTo((bytes) => {
    if (room === 0) return;
    said.push(bytes.slice(0, room));
    room -= Math.min(room, bytes.length);
  });
  const wasi = createWasi({
    args: argv,
    env: [],
    files,
    preopens: { '/': files.root },
    standard: [inputOf(new Uint8Array(0)), saying, saying],
    sleep() {},
    exit(code) {
      throw new Exit(code);
    },
  });
  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.imports });
  wasi.memory = exports['memory'] as WebAssembly.Memory;
  const { exitCode, crash } = endOf(exports['_start'] as () => void);
  const made = files.find(output);
  return {
    exitCode,
    crash,
    said:
      Buffer.concat(said).toString('utf8') +
      (crash === 'stack' ? '\nThe source is nested too deep for the compiler.\n' : ''),
    made: exitCode === 0 && made?.kind === 'file' ? made.bytes.slice(0, made.size) : null,
    memoryBytes: wasi.memory.buffer.byteLength,
  };
}

function sealedUsr(): Entry {
  const files = createFiles({ bytes: 0, nodes: 0 });
  for (const [path, bytes] of resources) files.put(`/usr/${path}`, bytes);
  const folder = files.find('/usr')!;
  seal(folder);
  return folder;
}

/** Blocks until the later files have been posted. */
function receive(go: Int32Array): FilesByPath {
  say('waits');
  Atomics.wait(go, 0, 0);
  return (receiveMessageOnPort(port) as { message: FilesByPath }).message;
}

function endOf(start: () => void): Pick<ToolResult, 'exitCode' | 'crash'> {
  try {
    start();
    return { exitCode: 0, crash: null };
  } catch (error) {
    if (error instanceof Exit) return { exitCode: error.code, crash: null };
    if (error instanceof RangeError) return { exitCode: 1, crash: 'stack' };
    if (error instanceof WebAssembly.RuntimeError) return { exitCode: 1, crash: 'memory' };
    throw error;
  }
}
