import { workerData } from 'node:worker_threads';
import type { StreamName } from '../../../domain/events.ts';
import { HEAP_END } from '../module/sbrk.ts';
import { createWasi, type WasiOptions } from '../wasi/calls.ts';
import { addDevices, streamOf, streamTo } from '../wasi/devices.ts';
import type { Device, MemoryFile } from '../wasi/entries.ts';
import type { Files } from '../wasi/files.ts';
import type { Host } from './connect.ts';
import type { Ended, RunThreadData } from './job.ts';
import { writeHeld, type HeldPlace } from './held-output.ts';
import { awaitInput, isReady, takeInput, takenOf, type SharedInput } from './shared-input.ts';
import { noteMemory, signalFrom, writeTo, writtenOf } from './shared-output.ts';
import { signalOf } from './signal.ts';
import { end, pause, say } from './to-host.ts';

/** A module at work in a thread: its streams, its memory, and how it ends. */

/** What differs from program to program. */
export type OfProgram = Pick<WasiOptions, 'args' | 'env' | 'preopens' | 'stat'>;

type Exports = Record<string, unknown>;

const { output } = workerData as RunThreadData;

/** What the module exports, once it is instantiated. */
let exports: Exports = {};

/** Where the program's library holds what it has printed, once the program has named this place. */
let heldPlace: HeldPlace | undefined;

/**
 * Writes what the program's own buffer of stdout holds: that comes before any other output, and before any wait.
 * Returns what was held.
 */
let release = (_linesOnly?: boolean): ReturnType<typeof writeHeld> | undefined => undefined;

/**
 * From now on the program's own buffer of stdout is at this place, and the host looks at it; null: there is no such
 * buffer.
 */
export function holdAt(place: HeldPlace | null): void {
  release();
  const { buffer } = exports['memory'] as WebAssembly.Memory;
  heldPlace = place && buffer instanceof SharedArrayBuffer ? place : undefined;
  say({ held: heldPlace ? { memory: buffer as unknown as SharedArrayBuffer, place: heldPlace } : null });
}

/**
 * Instantiates the module and runs it; `ready` is given its exports, before it runs. Returns when the program has come
 * to the end of its code, so that nothing of the program is on the stack. After any other end the thread blocks here.
 */
export function start(
  module: WebAssembly.Module,
  files: Files,
  stdin: MemoryFile | Device,
  { host, ...of }: OfProgram & { readonly host?: Host | undefined },
  ready: (exports: Exports) => void = () => {},
): Ended {
  exports = {}; // forgets those of the program before
  heldPlace = undefined;
  const number = (name: string) => (exports[name] as { value: number } | undefined)?.value;
  const note = () => {
    const size = wasi.memory.buffer.byteLength;
    noteMemory(output, Math.min((number(HEAP_END) ?? 0) >>> 0 || size, size), number('heap_refused') === 1);
  };
  const tell = () => {
    note(); // so that the host knows this of a program that it has to end
    say('output');
  };
  release = (linesOnly = false) => {
    if (!heldPlace) return undefined;
    const held = writeHeld(output, new DataView(wasi.memory.buffer), heldPlace, linesOnly);
    if (held.end > held.begin) signalFrom(output, tell);
    if (!held.fits) end({ limit: 'output' });
    return held;
  };
  const stream = (name: StreamName) =>
    streamTo((bytes) => {
      const held = release();
      const isThat = held && held.begin === bytes.byteOffset && held.end === bytes.byteOffset + bytes.length;
      if (isThat && name === 'stdout') return; // the library now writes what it held, which is written already
      if (!writeTo(output, name, bytes, tell)) end({ limit: 'output' });
    });
  const standard = [stdin, stream('stdout'), stream('stderr')] as const;
  const { dev, proc } = addDevices(files, standard);
  const wasi = createWasi({
    ...of,
    preopens: { ...of.preopens, '/dev': dev, '/proc': proc },
    files,
    standard,
    sleep,
    /** The descriptor stands for another file from now on. */
    replaced(fd) {
      if (fd === 1 && heldPlace) holdAt(null);
    },
    exit(code) {
      // whole lines, as a terminal has shown them: a program that exits in the usual way has written the rest
      release(heldPlace && 'pointers' in heldPlace);
      note();
      return end({ exitCode: code & 0xff });
    },
  });
  const connected = host?.connect({
    wasi: wasi.imports,
    read: (path) => contentOf(files, path),
    trusted: host.trusted,
  });
  ({ exports } = new WebAssembly.Instance(module, { ...connected?.imports, wasi_snapshot_preview1: wasi.imports }));
  wasi.memory = exports['memory'] as WebAssembly.Memory;
  ready(exports);
  note();
  const pointers = number(STDOUT_HELD);
  if (pointers !== undefined) holdAt({ pointers });
  const run = connected ? () => connected.start(exports) : (exports['_start'] as () => void);
  const ended = endOf(run);
  release();
  note();
  return 'signal' in ended ? end(ended) : ended;
}

/** Writes what an interpreter or C's stdio holds back. */
function flush(): void {
  release();
  (exports['fflush'] as ((file: number) => void) | undefined)?.(0);
}

/** Stdin that is sent while the program runs. A prompt is shown before the program waits for the answer. */
export function liveInput(live: SharedInput): Device {
  const place = () => ({ taken: takenOf(live), ...writtenOf(output) });
  const wait = (ms: number) => {
    if (isReady(live)) return;
    flush();
    awaitInput(live, ms, (seen) => say({ place: place(), seen }));
  };
  const read = (into: Uint8Array) => {
    wait(Infinity);
    flush(); // what was written before the input was taken is shown before it
    return takeInput(live, into, () => say({ place: place() }));
  };
  return streamOf(read, { isReady: () => isReady(live), wait });
}

function contentOf(files: Files, path: string): Uint8Array {
  const file = files.find(path);
  if (file?.kind !== 'file') throw new Error(`there is no file ${path}`);
  return file.bytes.subarray(0, file.size);
}

/** The name of the export that says where a program's buffer of stdout is. */
const STDOUT_HELD = 'stdout_held';

function endOf(run: () => void): Ended {
  const stack = exports['__stack_pointer'] as { value: number } | undefined;
  const top = stack?.value;
  try {
    run();
    return { exitCode: 0 };
  } catch (error) {
    const signal = signalOf(error);
    if (!signal) throw error;
    release();
    try {
      if (stack && top !== undefined) stack.value = top; // a full stack has room again
      flush(); // what it wrote before it crashed
    } catch {
      // its stdio is too damaged to flush
    }
    return { signal };
  }
}

/** Shows what was written before, and blocks the thread. */
export function sleep(ms: number): void {
  release();
  pause(ms);
}
