/** The binary format of a WebAssembly module: https://webassembly.github.io/spec/core/binary/ */

/** The size of a page of WebAssembly memory. */
export const PAGE = 65_536;

export const SECTION = { types: 1, imports: 2, functions: 3, tables: 4, memories: 5, globals: 6, exports: 7, code: 10 };
const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Returns the new content of a section, in parts; undefined where the section stays as it is. */
export type Change = (id: number, content: Uint8Array) => readonly (Uint8Array | readonly number[])[] | undefined;

/**
 * Returns the module with some sections replaced, each by the first of the changes that has new content for the section.
 * Throws a CompileError when it is no module.
 */
export function rewrite(module: Uint8Array, ...changes: readonly Change[]): Uint8Array {
  if (MAGIC.some((byte, at) => module[at] !== byte)) throw new WebAssembly.CompileError('not a WebAssembly module');
  const parts: Uint8Array[] = [module.subarray(0, MAGIC.length)];
  for (let at = MAGIC.length; at < module.length;) {
    const start = at;
    const id = module[at++]!;
    const size = leb(module, at);
    at = size.end + size.value;
    const content = module.subarray(size.end, at);
    let changed: ReturnType<Change>;
    for (const change of changes) changed ??= change(id, content);
    if (changed) parts.push(...sectionOf(id, changed));
    else parts.push(module.subarray(start, at));
  }
  return Buffer.concat(parts); // the only copy: a compiler has 75 MB
}

function sectionOf(id: number, content: NonNullable<ReturnType<Change>>): readonly Uint8Array[] {
  const parts = content.map((part) => (part instanceof Uint8Array ? part : Uint8Array.from(part)));
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return [Uint8Array.from([id, ...toLeb(size)]), ...parts];
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
