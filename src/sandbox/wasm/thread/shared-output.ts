import type { StreamName } from '../../../domain/events.ts';

/**
 * What a program writes, in memory that the host and the thread share: the thread never waits for the host, much output
 * needs few messages, and what a terminated thread has written is not lost. The cap bounds the output, so the buffer
 * never wraps.
 */
export interface SharedOutput {
  readonly control: Int32Array;
  readonly bytes: Readonly<Record<StreamName, Uint8Array>>;
}

const WRITTEN: Readonly<Record<StreamName, number>> = { stdout: 0, stderr: 1 };
const TRUNCATED: Readonly<Record<StreamName, number>> = { stdout: 2, stderr: 3 };
const SIGNALLED = 4;
const HEAP_END = 5;
const REFUSED_MEMORY = 6;
const CAP = 7;
/** The lock of stdout, to which the thread and the host add. The host never waits for the lock. */
const LOCK = 8;
/**
 * How many bytes the host has taken from the program's own buffer, and how often the thread has emptied that buffer.
 */
const TAKEN = 9;
const FLUSHES = 10;
const CONTROL_WORDS = 11;

export function createSharedOutput(cap: number): SharedOutput {
  const stream = () => new Uint8Array(new SharedArrayBuffer(cap));
  const control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  control[CAP] = cap;
  return { control, bytes: { stdout: stream(), stderr: stream() } };
}

/** Called while no program runs: empties the streams, and limits each of them to this many bytes. */
export function begin({ control, bytes }: SharedOutput, cap: number): void {
  control.fill(0);
  Atomics.store(control, CAP, Math.min(cap, bytes.stdout.length));
}

/**
 * For the thread: adds to a stream, and calls `signal` if the host has asked for a signal. Returns whether all bytes
 * fitted.
 */
export function writeTo(output: SharedOutput, stream: StreamName, from: Uint8Array, signal: () => void): boolean {
  lock(output.control);
  const fits = addTo(output, stream, from);
  unlock(output.control);
  signalFrom(output, signal);
  return fits;
}

/** Calls `signal` if the host has asked for a signal since the last one. */
export function signalFrom({ control }: SharedOutput, signal: () => void): void {
  if (Atomics.exchange(control, SIGNALLED, 1) === 0) signal();
}

/** Called with the lock. Keeps what fits, and returns whether all of it did. */
export function addTo({ control, bytes }: SharedOutput, stream: StreamName, from: Uint8Array): boolean {
  const written = Atomics.load(control, WRITTEN[stream]);
  const room = Atomics.load(control, CAP) - written;
  const kept = from.length <= room ? from : from.subarray(0, room);
  copy(kept, bytes[stream], written);
  Atomics.store(control, WRITTEN[stream], written + kept.length);
  if (kept.length < from.length) Atomics.store(control, TRUNCATED[stream], 1);
  return kept.length === from.length;
}

/** For the thread. The host holds the lock for an instant only. */
export function lock(control: Int32Array): void {
  while (!lockIfFree(control)) Atomics.wait(control, LOCK, 1, LOCK_LOOK_MS);
}

export function lockIfFree(control: Int32Array): boolean {
  return Atomics.compareExchange(control, LOCK, 0, 1) === 0;
}

export function unlock(control: Int32Array): void {
  Atomics.store(control, LOCK, 0);
  Atomics.notify(control, LOCK);
}

const LOCK_LOOK_MS = 1;

export function taken(control: Int32Array): number {
  return Atomics.load(control, TAKEN);
}

export function setTaken(control: Int32Array, bytes: number): void {
  Atomics.store(control, TAKEN, bytes);
}

/** The thread has emptied the program's buffer. */
export function markFlush(control: Int32Array): void {
  setTaken(control, 0);
  Atomics.add(control, FLUSHES, 1);
}

export function flushesOf(control: Int32Array): number {
  return Atomics.load(control, FLUSHES);
}

/** Up to this length a copy byte by byte is faster than a call of `set`. Programs write many short texts. */
const SHORT = 32;

function copy(from: Uint8Array, to: Uint8Array, at: number): void {
  if (from.length > SHORT) to.set(from, at);
  else for (let n = 0; n < from.length; n++) to[at + n] = from[n]!;
}

type Written = Readonly<Record<StreamName, number>>;
const Infinite: Written = { stdout: Infinity, stderr: Infinity };

/** How many bytes of each stream are written. */
export function writtenOf({ control }: SharedOutput): Written {
  return { stdout: Atomics.load(control, WRITTEN.stdout), stderr: Atomics.load(control, WRITTEN.stderr) };
}

/**
 * For the host: each call hands on copies of what has been written since the call before, up to a place where one is
 * given. Returns false when there is nothing.
 */
export function createReader({
  control,
  bytes,
}: SharedOutput): (each: (stream: StreamName, part: Uint8Array) => void, until?: Written) => boolean {
  const read: Record<StreamName, number> = { stdout: 0, stderr: 0 };
  return (each, until = Infinite) => {
    let isNew = false;
    const now = writtenAtOnce(control);
    for (const stream of ['stdout', 'stderr'] as const) {
      const written = Math.max(read[stream], Math.min(now[stream], until[stream]));
      if (written === read[stream]) continue;
      each(stream, bytes[stream].slice(read[stream], written));
      read[stream] = written;
      isNew = true;
    }
    return isNew;
  };
}

/**
 * How many bytes of both streams were written at one moment, so that later output of one stream does not split a line
 * of the other.
 */
function writtenAtOnce(control: Int32Array): Record<StreamName, number> {
  for (let tries = 0; ; tries++) {
    const stdout = Atomics.load(control, WRITTEN.stdout);
    const stderr = Atomics.load(control, WRITTEN.stderr);
    if (tries === FLOOD_TRIES || Atomics.load(control, WRITTEN.stdout) === stdout) return { stdout, stderr };
  }
}

/** A program that writes all the time has no such moment. */
const FLOOD_TRIES = 100;

/**
 * For the host: asks for a signal at the next write, as is asked at the beginning. The host must look once more after
 * that.
 */
export function askForSignal({ control }: SharedOutput): void {
  Atomics.store(control, SIGNALLED, 0);
}

export function wasTruncated({ control }: SharedOutput, stream: StreamName): boolean {
  return Atomics.load(control, TRUNCATED[stream]) === 1;
}

/** How much memory the program uses, which never shrinks. */
export function noteMemory({ control }: SharedOutput, bytes: number, refused: boolean): void {
  Atomics.store(control, HEAP_END, bytes);
  Atomics.store(control, REFUSED_MEMORY, Number(refused));
}

export function notedBytes({ control }: SharedOutput): number {
  return Atomics.load(control, HEAP_END) >>> 0;
}

export function wasRefusedMemory({ control }: SharedOutput): boolean {
  return Atomics.load(control, REFUSED_MEMORY) === 1;
}
