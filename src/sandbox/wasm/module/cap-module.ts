import { leb, PAGE, rewrite, SECTION, toLeb, type Change } from './format.ts';

/** What a module may cost its host. */
export interface Cap {
  readonly pages: number;
  /** The entries of each table. An entry has 8 bytes; a C++ program has about a thousand. */
  readonly tableEntries: number;
  /**
   * The number of variables times the number of blocks, for each function. It bounds the time that V8 needs to compile
   * the function, which nothing can interrupt. Ten million take one to four seconds; the largest among the 133,398
   * functions of LLVM has two million.
   */
  readonly functionWork: number;
  /** Other threads can read the module's memory. The module must not import a memory then. */
  readonly shared?: boolean;
}

/** The module asks for more memory or larger tables at its start than it may have. */
export class TooLargeError extends Error {}

const FUNCTION = 0x60;
/** i32, i64, f32, f64, v128, funcref and externref. A program can make objects of none of these. */
const VALUE_TYPES = new Set([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f]);
const TABLE_TYPES = new Set([0x70, 0x6f]);
const MAX_TABLES = 8;
const MAX_MEMORIES = 1;
/** 4 GiB, because addresses have 32 bits. */
const MAX_PAGES = 65_536;
const HAS_MAXIMUM = 1;
const IS_SHARED = 2;

/**
 * Returns the module with limits on its memory and tables, whatever limits it has itself; V8 refuses what exceeds them.
 * Throws TooLargeError when the module starts with more, and a CompileError when it is no module or uses what is not
 * supported: several memories, or types of objects on the host's heap.
 */
export function capModule(module: Uint8Array, cap: Cap): Uint8Array {
  return rewrite(module, capped(cap));
}

/** The same as a change of sections, which can be made together with others. */
export function capped(cap: Cap): Change {
  return (id, content) => {
    if (id === SECTION.types) refuseObjects(content);
    if (id === SECTION.code && cap.functionWork !== Infinity) refuseSlowCode(content, cap);
    if (id === SECTION.memories) return [cappedMemories(content, cap)];
    if (id === SECTION.tables) return [cappedTables(content, cap)];
    return undefined;
  };
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

/**
 * `block`, `loop`, `if`, `try`, `catch` and `catch_all`. Every byte with such a value counts, so this is an upper
 * bound.
 */
const BLOCKS = new Set([0x02, 0x03, 0x04, 0x06, 0x07, 0x19]);

function refuseSlowCode(code: Uint8Array, { functionWork }: Cap): void {
  const count = leb(code, 0);
  for (let n = 0, at = count.end; n < count.value; n++) {
    const size = leb(code, at);
    at = size.end + size.value;
    const { variables, end } = variablesOf(code, size.end);
    if (variables * (at - end) <= functionWork) continue; // there are fewer blocks than bytes
    let blocks = 0;
    for (const byte of code.subarray(end, at)) if (BLOCKS.has(byte)) blocks++;
    if (variables * blocks > functionWork)
      throw new WebAssembly.CompileError(
        `one of its functions is too large, with ${variables} variables and up to ${blocks} blocks. Divide it into smaller functions.`,
      );
  }
}

/** How many variables a function's body declares, and where its instructions begin. */
function variablesOf(code: Uint8Array, at: number): { variables: number; end: number } {
  const groups = leb(code, at);
  let variables = 0;
  let { end } = groups;
  for (let n = 0; n < groups.value; n++) {
    const group = leb(code, end);
    variables += group.value;
    end = group.end + 1; // the type has one byte
  }
  return { variables, end };
}

function cappedMemories(memories: Uint8Array, { pages, shared }: Cap): number[] {
  const count = leb(memories, 0);
  if (count.value > MAX_MEMORIES) throw unsupported('several memories');
  if (count.value === 0) return [0];
  const { limits } = cappedLimits(memories, count.end, Math.min(pages, MAX_PAGES), PAGE);
  return [count.value, limits[0]! | (shared ? IS_SHARED : 0), ...limits.slice(1)];
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

function unsupported(what: string): WebAssembly.CompileError {
  return new WebAssembly.CompileError(`${what}: not supported`);
}
