import { E, Failure } from './errno.ts';

/** A program's memory, as the calls read and write it. They throw a RangeError for an address outside the memory. */
export type Memory = ReturnType<typeof createMemory>;

const MAX_NAME = 255;
/** The longest path. A longer one would take as much memory of the thread itself. */
const MAX_PATH = 4096;

/**
 * `buffer` returns the memory's current buffer. There is a new one after each growth; the old one is empty then, or,
 * where the memory is shared, as short as it was.
 */
export function createMemory(buffer: () => ArrayBufferLike) {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let now = new DataView(buffer());
  return { view, bytes, put32, put64, text, encode, putStrings, putSizes, gather };

  function view(): DataView {
    const isOld = now.buffer instanceof SharedArrayBuffer ? now.buffer !== buffer() : now.buffer.byteLength === 0;
    return isOld ? (now = new DataView(buffer())) : now;
  }

  function bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(view().buffer as ArrayBuffer, at >>> 0, length >>> 0);
  }

  function put32(at: number, value: number): number {
    view().setUint32(at >>> 0, value, true);
    return E.ok;
  }

  function put64(at: number, value: bigint): number {
    view().setBigUint64(at >>> 0, value, true);
    return E.ok;
  }

  function text(at: number, length: number): string {
    if (length >>> 0 > MAX_PATH) throw new Failure(E.nametoolong);
    const value = decoder.decode(bytes(at, length));
    if (value.split('/').some((name) => name.length > MAX_NAME)) throw new Failure(E.nametoolong);
    return value;
  }

  function putStrings(strings: readonly Uint8Array[], list: number, at: number): number {
    let end = at;
    for (const [index, string] of strings.entries()) {
      put32(list + index * 4, end);
      bytes(end, string.length).set(string);
      end += string.length;
    }
    return E.ok;
  }

  function putSizes(strings: readonly Uint8Array[], count: number, size: number): number {
    put32(count, strings.length);
    return put32(
      size,
      strings.reduce((sum, { length }) => sum + length, 0),
    );
  }

  function encode(value: string): Uint8Array {
    return encoder.encode(value);
  }

  /** Calls `each` with one buffer of a list after another, until one is not filled. Returns the number of bytes. */
  function gather(list: number, count: number, each: (buffer: Uint8Array, done: number) => number): number {
    let done = 0;
    for (let n = 0; n < count; n++) {
      const buffer = bytes(view().getUint32(list + n * 8, true), view().getUint32(list + n * 8 + 4, true));
      if (buffer.length === 0) continue;
      const length = each(buffer, done);
      done += length;
      if (length < buffer.length) break;
    }
    return done;
  }
}
