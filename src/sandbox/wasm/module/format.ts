/** The binary format of a WebAssembly module: https://webassembly.github.io/spec/core/binary/ */

/** The size of a page of WebAssembly memory. */
export const PAGE = 65_536;

export const SECTION = { types: 1, imports: 2, functions: 3, tables: 4, memories: 5, globals: 6, exports: 7, code: 10 };
const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/**
 * Returns the module with some sections replaced: `change` returns their new content. Throws a CompileError when it is
 * no module.
 */
export function rewrite(
  module: Uint8Array,
  change: (id: number, content: Uint8Array) => readonly number[] | Uint8Array | undefined,
): Uint8Array {
  if (MAGIC.some((byte, at) => module[at] !== byte)) throw new WebAssembly.CompileError('not a WebAssembly module');
  const parts: Uint8Array[] = [module.subarray(0, MAGIC.length)];
  for (let at = MAGIC.length; at < module.length;) {
    const start = at;
    const id = module[at++]!;
    const size = leb(module, at);
    at = size.end + size.value;
    const changed = change(id, module.subarray(size.end, at));
    if (changed) parts.push(Uint8Array.from([id, ...toLeb(changed.length)]), Uint8Array.from(changed));
    else parts.push(module.subarray(start, at));
  }
  return Buffer.concat(parts);
}

/** Reads an unsigned LEB128 number of up to 32 bits. `end` is where the next byte is. */
export function leb(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: at };
  }
  throw new WebAssembly.CompileError('a number in the module is malformed');
}

export function toLeb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...toLeb(value >>> 7)];
}
