import { createReadStream, readFileSync } from 'node:fs';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { extract } from 'tar-stream';
import type { WasmToolchain } from '../../../language-file.ts';
import { openAccount } from './account.ts';
import { inputOf, streamTo } from '../wasi/devices.ts';
import { createFiles, seal, type Folder } from '../wasi/files.ts';
import { createWasi } from '../wasi/calls.ts';

/** A thread that runs the compiler and the linker, which are one WebAssembly module, each time in a new instance. */

export interface CompileThreadData {
  readonly module: WebAssembly.Module;
  readonly toolchain: WasmToolchain;
}

/** What it says first, when it is ready: with a descriptor of its account. */
export interface CompileThreadReady {
  readonly account: number | null;
}

export interface ToolRun {
  /** `clang`, `clang++` or `wasm-ld`, and its arguments. */
  readonly argv: readonly string[];
  /** By their absolute paths. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The file that it makes. */
  readonly output: string;
}

export interface ToolResult {
  readonly exitCode: number;
  /** It crashed: memory, or a nesting that its stack is too small for. */
  readonly crash: 'memory' | 'stack' | null;
  readonly said: string;
  readonly made: Uint8Array | null;
  readonly memoryBytes: number;
}

/** What a compile may write, its output included. */
const FILES = { bytes: 256 * 1024 * 1024, nodes: 4096 };
/** The tools may say this much; a hostile source can make them say more. */
const SAID_MAX = 1024 * 1024;

const INCLUDE = '/usr/include';

class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super();
    this.code = code;
  }
}

const { module, toolchain } = workerData as CompileThreadData;
const port = parentPort as MessagePort;
const usr = await readResources(toolchain);
port.on('message', (run: ToolRun) => port.postMessage(runTool(run)));
port.postMessage({ account: openAccount() } satisfies CompileThreadReady);

function runTool({ argv, files: given, output }: ToolRun): ToolResult {
  const files = createFiles(FILES);
  files.root.entries.set('usr', usr);
  for (const name of ['tmp', 'work', 'made']) files.createFolder(files.root, name);
  for (const [path, bytes] of Object.entries(given)) files.put(path, bytes);
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

async function readResources({ resources, headers, edits }: WasmToolchain): Promise<Folder> {
  const files = createFiles({ bytes: 0, nodes: 0 });
  const archive = createReadStream(resources).pipe(extract());
  for await (const entry of archive) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (entry.header.type === 'file') files.put(`/usr/${entry.header.name}`, Buffer.concat(chunks));
  }
  for (const [name, file] of Object.entries(headers)) files.put(`${INCLUDE}/${name}`, readFileSync(file));
  for (const edit of edits) {
    const header = files.find(`${INCLUDE}/${edit.file}`);
    if (header?.kind === 'file') files.put(`${INCLUDE}/${edit.file}`, edited(header.bytes, edit));
  }
  const folder = files.find('/usr');
  if (folder?.kind !== 'folder') throw new Error(`${resources} is empty`);
  seal(folder);
  return folder;
}

function edited(header: Uint8Array, { above, insert }: WasmToolchain['edits'][number]): Uint8Array {
  const lines = Buffer.from(header).toString('utf8').split('\n');
  const at = lines.findIndex((line) => line.endsWith(above));
  return Buffer.from((at === -1 ? lines : lines.toSpliced(at, 0, insert)).join('\n'));
}
