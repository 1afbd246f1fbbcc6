/**
 * What an interactive program reads, in memory that the host and its thread share: the host writes, the thread waits. It
 * never wraps: what may be sent together bounds it.
 */
export interface SharedInput {
  readonly control: Int32Array;
  readonly bytes: Uint8Array;
}

const WRITTEN = 0;
const ENDED = 1;
/** Counts what was sent; the thread waits for it to change. */
const MESSAGES = 2;
const TAKEN = 3;
/** 1 while the host has yet to handle what the thread took last. */
const TOLD = 4;
const CONTROL_WORDS = 5;
/** A busy host is waited for so long, in ms; what the program writes next may then be shown too early. */
const HANDLED_MS = 100;

/** With what the program begins with, and room for so many bytes more. */
export function createSharedInput(first: Uint8Array, room: number): SharedInput {
  const bytes = new Uint8Array(new SharedArrayBuffer(first.length + room));
  bytes.set(first);
  const control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  control[WRITTEN] = first.length;
  return { control, bytes };
}

/** The host's end: adds a message, and wakes the thread. What there is no room for was refused long before. */
export function putInput({ control, bytes }: SharedInput, text: Uint8Array, end: boolean): void {
  const written = Atomics.load(control, WRITTEN);
  const kept = text.subarray(0, bytes.length - written);
  bytes.set(kept, written);
  Atomics.store(control, WRITTEN, written + kept.length);
  if (end) Atomics.store(control, ENDED, 1);
  Atomics.add(control, MESSAGES, 1);
  Atomics.notify(control, MESSAGES);
}

/** The host's end: how many messages were sent so far. */
export function messagesIn({ control }: SharedInput): number {
  return Atomics.load(control, MESSAGES);
}

/** The host's end: gives each call what was taken since the last one, up to `until` bytes in all. */
export function createInputReader({ control, bytes }: SharedInput): (until?: number) => Uint8Array {
  let read = 0;
  return (until = Atomics.load(control, TAKEN)) => {
    const part = bytes.slice(read, Math.max(read, until));
    read += part.length;
    return part;
  };
}

/** The host's end: it has handled what was taken, and the thread may go on. */
export function handled({ control }: SharedInput): void {
  Atomics.store(control, TOLD, 0);
  Atomics.notify(control, TOLD);
}

/** The thread's end: what it took so far, in bytes. */
export function takenOf({ control }: SharedInput): number {
  return Atomics.load(control, TAKEN);
}

/** The thread's end: whether a read has something to read, or the end. */
export function isReady({ control }: SharedInput): boolean {
  return Atomics.load(control, WRITTEN) > Atomics.load(control, TAKEN) || Atomics.load(control, ENDED) === 1;
}

/** The thread's end: takes what is there, tells the host, and waits for it: nothing that is written later comes earlier. */
export function takeInput({ control, bytes }: SharedInput, into: Uint8Array, tell: () => void): number {
  const taken = Atomics.load(control, TAKEN);
  const part = bytes.subarray(taken, Math.min(Atomics.load(control, WRITTEN), taken + into.length));
  if (part.length === 0) return 0;
  into.set(part);
  Atomics.store(control, TAKEN, taken + part.length);
  Atomics.store(control, TOLD, 1);
  tell();
  Atomics.wait(control, TOLD, 1, HANDLED_MS);
  return part.length;
}

/** The thread's end: blocks until there is something to read, or for `ms`. `waits` is told how many messages it has seen. */
export function awaitInput(input: SharedInput, ms: number, waits: (seen: number) => void): void {
  const { control } = input;
  for (const until = performance.now() + ms; ;) {
    const seen = Atomics.load(control, MESSAGES);
    const left = until - performance.now();
    if (isReady(input) || left <= 0) return;
    if (ms === Infinity) waits(seen);
    Atomics.wait(control, MESSAGES, seen, left);
  }
}
