import { leb, SECTION, toLeb, type Change } from './format.ts';

/** The export with the end of a module's heap, where that is not the end of its memory. */
export const HEAP_END = 'heap_end';
/** The export with the largest end of the heap; 0 where only the memory's own maximum counts. */
export const HEAP_LIMIT = 'heap_limit';

/**
 * How the `sbrk` of the C library may begin. There `sbrk(0)` is the end of the memory, which grows by exactly the pages
 * that are asked for.
 */
const PLAIN = ['00 2000 45 0440', '01 01 7f 2000 45 0440', '00 0240 2000 0d00'].map((start) =>
  bytes(`${start} 3f00 4110 74 0f 0b`),
);

/**
 * Above some 64 MiB every growth of a memory costs a garbage collection of its thread, and an interpreter's C library
 * grows page by page. Gives a module the `sbrk` that runtime.c gives to C programs: it grows the memory by a quarter, or
 * by half of that and so on near the maximum. A module with another C library keeps its own.
 */
export function quickSbrk(): Change {
  let breakIndex = 0;
  return (id, content) => {
    if (id === SECTION.globals) {
      breakIndex = leb(content, 0).value;
      const variable = bytes('7f 01 41 00 0b'); // a mutable i32 that is 0
      return [appended(appended(content, variable), variable)];
    }
    if (id === SECTION.exports) {
      return [appended(appended(content, exported(HEAP_END, breakIndex)), exported(HEAP_LIMIT, breakIndex + 1))];
    }
    const plain = id === SECTION.code ? plainIn(content) : undefined;
    if (!plain) return undefined;
    const body = quick(toLeb(breakIndex), toLeb(breakIndex + 1));
    return [content.subarray(0, plain.start), toLeb(body.length), body, content.subarray(plain.end)];
  };
}

/** Where the function that begins as a plain `sbrk` is, with its size before it. A compiler has 133,000 functions. */
function plainIn(code: Uint8Array): { start: number; end: number } | undefined {
  for (let start = leb(code, 0).end; start < code.length;) {
    const size = leb(code, start);
    const end = size.end + size.value;
    for (const plain of PLAIN) if (startsWith(code, size.end, plain)) return { start, end };
    start = end;
  }
  return undefined;
}

function startsWith(code: Uint8Array, at: number, start: readonly number[]): boolean {
  for (let n = 0; n < start.length; n++) if (code[at + n] !== start[n]) return false;
  return true;
}

/** Adds an entry to a section that is a list. */
function appended(list: Uint8Array, entry: readonly number[]): Uint8Array {
  const { value: count, end } = leb(list, 0);
  return Uint8Array.from([...toLeb(count + 1), ...list.subarray(end), ...entry]);
}

function exported(name: string, global: number): readonly number[] {
  return [name.length, ...Buffer.from(name), 3, ...toLeb(global)];
}

/** The body of the new function; `end` and `limit` are the indices of the globals with the heap's end and its limit. */
function quick(end: readonly number[], limit: readonly number[]): readonly number[] {
  const get = `23 ${hexOf(end)} `;
  const getLimit = `23 ${hexOf(limit)} `;
  const set = `24 ${hexOf(end)} `;
  return bytes(
    [
      '01 02 7f', // (local $need i32) (local $step i32)
      `${get} 45 0440 3f00 4110 74 ${set} 0b`, // if (end == 0) end = size << 16
      `${getLimit} 0440 2000 0440`, // if (limit != 0 && more != 0
      `${get} ad 2000 ad 7c ${getLimit} ad 56 0440 417f 0f 0b 0b 0b`, // && end + more > limit) return -1
      `2000 4110 76 3f00 ${get} 4110 76 6b 6b 2101`, // need = (more >> 16) - (size - (end >> 16))
      '2001 4100 4a 0440', // if (need > 0) {
      '3f00 4102 76 4110 6a 2102', // step = size / 4 + 16
      '0340 2002 2001 49 0440 2001 2102 0b', // again: if (step < need) step = need
      '2002 4000 417f 46 0440', // if (grow(step) == -1) {
      '2002 2001 46 0440 417f 0f 0b', // if (step == need) return -1
      '2002 4101 76 2102 0c01 0b 0b 0b', // step /= 2; goto again } }
      `${get} 2000 6a ${set}`, // end += more
      `${get} 2000 6b 0b`, // return end - more
    ].join(' '),
  );
}

function hexOf(numbers: readonly number[]): string {
  return Buffer.from(numbers).toString('hex');
}

function bytes(hex: string): readonly number[] {
  return [...Buffer.from(hex.replaceAll(' ', ''), 'hex')];
}
