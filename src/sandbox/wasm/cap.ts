/** The size of a page of WebAssembly memory. */
export const PAGE = 65_536;

/** What a module may make its host keep for it. Beyond its memory that is tables, which its own cap does not count. */
export interface Cap {
  readonly pages: number;
  /** Of each table; 8 bytes an entry, and a C++ program has about a thousand. */
  readonly tableEntries: number;
}

/** The program asks for more at its start than it may have. */
export class TooLargeError extends Error {}

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const SECTION = { types: 1, tables: 4, memories: 5 };
const FUNCTION = 0x60;
/** i32, i64, f32, f64, v128, funcref and externref: none of them is an object that the program can make. */
const VALUE_TYPES = new Set([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f]);
const TABLE_TYPES = new Set([0x70, 0x6f]);
const MAX_TABLES = 8;
const MAX_MEMORIES = 1;
/** 4 GiB: addresses have 32 bits. */
const MAX_PAGES = 65_536;
const HAS_MAXIMUM = 1;

/**
 * The same module with at most this much memory and these tables, whatever it says itself: V8 then refuses more.
 * Throws TooLargeError when it starts with more, and a CompileError when it is no module or wants what is not supported:
 * several memories, or types of objects on the host's heap.
 */
export function capModule(module: Uint8Array, cap: Cap): Uint8Array {
  if (MAGIC.some((byte, at) => module[at] !== byte)) throw new WebAssembly.CompileError('not a WebAssembly module');
  const parts: Uint8Array[] = [module.subarray(0, MAGIC.length)];
  for (let at = MAGIC.length; at < module.length;) {
    const start = at;
    const id = module[at++];
    const size = leb(module, at);
    at = size.end + size.value;
    const content = module.subarray(size.end, at);
    if (id === SECTION.types) refuseObjects(content);
    if (id === SECTION.memories) parts.push(section(id, cappedMemories(content, cap)));
    else if (id === SECTION.tables) parts.push(section(id, cappedTables(content, cap)));
    else parts.push(module.subarray(start, at));
  }
  return Buffer.concat(parts);
}

function refuseObjects(types: Uint8Array): void {
  const count = leb(types, 0);
  let at = count.end;
  for (let n = 0; n < count.value; n++) {
    if (types[at++] !== FUNCTION) throw unsupported('types of objects');
    for (const _ of ['parameters', 'results']) {
      const values = leb(types, at);
      at = values.end + values.value;
      if (!types.subarray(values.end, at).every((type) => VALUE_TYPES.has(type))) throw unsupported('types of objects');
    }
  }
}

function cappedMemories(memories: Uint8Array, { pages }: Cap): number[] {
  const count = leb(memories, 0);
  if (count.value > MAX_MEMORIES) throw unsupported('several memories');
  if (count.value === 0) return [0];
  const { limits } = cappedLimits(memories, count.end, Math.min(pages, MAX_PAGES), PAGE);
  return [count.value, ...limits];
}

function cappedTables(tables: Uint8Array, { tableEntries }: Cap): number[] {
  const count = leb(tables, 0);
  if (count.value > MAX_TABLES) throw unsupported('so many tables');
  const capped: number[] = [count.value];
  for (let n = 0, at = count.end; n < count.value; n++) {
    const type = tables[at++] ?? 0;
    if (!TABLE_TYPES.has(type)) throw unsupported('this type of table');
    const { limits, end } = cappedLimits(tables, at, tableEntries, 8);
    capped.push(type, ...limits);
    at = end;
  }
  return capped;
}

function cappedLimits(from: Uint8Array, at: number, cap: number, unit: number): { limits: number[]; end: number } {
  const flags = leb(from, at);
  if (flags.value > HAS_MAXIMUM) throw unsupported('shared or 64-bit memory');
  const least = leb(from, flags.end);
  const most = flags.value === HAS_MAXIMUM ? leb(from, least.end) : { value: cap, end: least.end };
  if (least.value > cap) throw new TooLargeError(`${least.value * unit} bytes at the start`);
  return { limits: [HAS_MAXIMUM, ...toLeb(least.value), ...toLeb(Math.min(most.value, cap))], end: most.end };
}

function section(id: number, content: readonly number[]): Uint8Array {
  return Uint8Array.from([id, ...toLeb(content.length), ...content]);
}

function unsupported(what: string): WebAssembly.CompileError {
  return new WebAssembly.CompileError(`${what}: not supported`);
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
