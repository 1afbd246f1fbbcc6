/** The size of a page of WebAssembly memory. */
export const PAGE = 65_536;

/** The program asks for more memory at its start than it may have. */
export class TooLargeError extends Error {}

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const MEMORY_SECTION = 5;
/** 4 GiB: addresses have 32 bits. */
const MAX_PAGES = 65_536;
const HAS_MAXIMUM = 1;

/**
 * The same module with at most `most` pages of memory, whatever it says itself: V8 then refuses more.
 * Throws TooLargeError when it starts with more, and a CompileError when it is not a module.
 */
export function capMemory(module: Uint8Array, most: number): Uint8Array {
  const pages = Math.min(most, MAX_PAGES);
  if (MAGIC.some((byte, at) => module[at] !== byte)) throw new WebAssembly.CompileError('not a WebAssembly module');
  const parts: Uint8Array[] = [module.subarray(0, MAGIC.length)];
  for (let at = MAGIC.length; at < module.length;) {
    const start = at;
    const id = module[at++];
    const size = leb(module, at);
    at = size.end + size.value;
    if (id !== MEMORY_SECTION) parts.push(module.subarray(start, at));
    else parts.push(cappedSection(module.subarray(size.end, at), pages));
  }
  return Buffer.concat(parts);
}

function cappedSection(memories: Uint8Array, pages: number): Uint8Array {
  const count = leb(memories, 0);
  const section: number[] = [...toLeb(count.value)];
  for (let n = 0, at = count.end; n < count.value; n++) {
    const flags = leb(memories, at);
    if (flags.value > HAS_MAXIMUM) throw new WebAssembly.CompileError('only plain memory is supported');
    const least = leb(memories, flags.end);
    const most = flags.value === HAS_MAXIMUM ? leb(memories, least.end) : { value: pages, end: least.end };
    if (least.value > pages) throw new TooLargeError(`${least.value * PAGE} bytes at the start`);
    section.push(HAS_MAXIMUM, ...toLeb(least.value), ...toLeb(Math.min(most.value, pages)));
    at = most.end;
  }
  return Uint8Array.from([MEMORY_SECTION, ...toLeb(section.length), ...section]);
}

/** An unsigned LEB128 number of up to 32 bits, and where it ends. */
function leb(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: at };
  }
  throw new WebAssembly.CompileError('a number in the module is malformed');
}

function toLeb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...toLeb(value >>> 7)];
}
