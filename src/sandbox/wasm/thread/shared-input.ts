/**
 * What an interactive program reads, in memory that the host and the thread share: the host writes, the thread reads
 * and waits. There is room for everything that may be sent, so the buffer never wraps.
 */
export interface SharedInput {
  readonly control: Int32Array;
  readonly bytes: Uint8Array;
}

const WRITTEN = 0;
const ENDED = 1;
/** The number of messages that were sent; the thread waits until it changes. */
const MESSAGES = 2;
const TAKEN = 3;
/** 1 until the host has handled what the thread took last. */
const TOLD = 4;
const CONTROL_WORDS = 5;
/**
 * How long the thread waits for a busy host, in ms. After that, what the program writes next may be shown before the
 * input.
 */
const HANDLED_MS = 100;

/** Begins with these bytes, and has room for so many more. */
export function createSharedInput(first: Uint8Array, room: number): SharedInput {
  const bytes = new Uint8Array(new SharedArrayBuffer(first.length + room));
  bytes.set(first);
  const control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  control[WRITTEN] = first.length;
  return { control, bytes };
}

/** For the host: adds a message, and wakes the thread. The API has refused a text for which there is no room before. */
export function putInput({ control, bytes }: SharedInput, text: Uint8Array, end: boolean): void {
  const written = Atomics.load(control, WRITTEN);
  const kept = text.subarray(0, bytes.length - written);
  bytes.set(kept, written);
  Atomics.store(control, WRITTEN, written + kept.length);
  if (end) Atomics.store(control, ENDED, 1);
  Atomics.add(control, MESSAGES, 1);
  Atomics.notify(control, MESSAGES);
}

/** For the host: how many messages were sent so far. */
export function messagesIn({ control }: SharedInput): number {
  return Atomics.load(control, MESSAGES);
}

/** For the host: each call returns what was taken since the call before, up to `until` bytes in all. */
export function createInputReader({ control, bytes }: SharedInput): (until?: number) => Uint8Array {
  let read = 0;
  return (until = Atomics.load(control, TAKEN)) => {
    const part = bytes.slice(read, Math.max(read, until));
    read += part.length;
    return part;
  };
}

/** For the host: it has handled what was taken, and the thread may go on. */
export function handled({ control }: SharedInput): void {
  Atomics.store(control, TOLD, 0);
  Atomics.notify(control, TOLD);
}

/** For the thread: how many bytes were taken so far. */
export function takenOf({ control }: SharedInput): number {
  return Atomics.load(control, TAKEN);
}

/** For the thread: whether a read returns at once, with bytes or with the end of the input. */
export function isReady({ control }: SharedInput): boolean {
  return Atomics.load(control, WRITTEN) > Atomics.load(control, TAKEN) || Atomics.load(control, ENDED) === 1;
}

/**
 * For the thread: takes what is there, sends `tell` and waits until the host has handled that, so that what the program
 * writes later is shown later.
 */
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

/**
 * For the thread: blocks until there is something to read, or for `ms`. `waits` is given the number of messages seen.
 */
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
