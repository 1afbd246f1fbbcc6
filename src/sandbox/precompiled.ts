/**
 * The headers in each precompiled header, by its name. The first one that fits is used, so the better ones come first.
 */
export type Sets = ReadonlyMap<string, readonly string[]>;

/** Reads a list of sets. Each line has a name and the headers of the set. */
export function parseSets(list: string): Sets {
  const lines = list.trim().split('\n');
  return new Map(lines.map((line) => line.split(' ')).map(([name = '', ...headers]) => [name, headers]));
}

/** The beginning of a C++ source, up to the first line that is nothing of this and no comment. */
export interface Beginning {
  /** The system headers that it includes. */
  readonly includes: ReadonlySet<string>;
  /** The macros that it defines before it includes any header, as a compiler takes them after `-D`. */
  readonly defines: readonly string[];
  /** Whether pragmas say how its own functions are compiled. */
  readonly pragmas: boolean;
}

const COMMENT = /\s+|\/\/(?:[^\n\\]|\\(?!\s*\n))*(?=\n)|\/\*(?:[^*]|\*(?!\/))*\*\//;
const INCLUDE = /#[ \t]*include[ \t]*<([^>\n]+)>[ \t]*(?=\r?\n|\/\/|\/\*)/;
const DEFINE = /#[ \t]*define[ \t]+([A-Za-z_]\w*)(\([^()\n\\/]*\))?(?:[ \t]([^\n\\/]*))?(?=\r?\n)/;
const PRAGMA =
  /#[ \t]*pragma[ \t]+(?:(GCC[ \t]+(?:optimize|target))|GCC[ \t]+diagnostic|once|comment|warning|region|endregion)\b[^\n\\]*(?=\n)/;
const LINE = new RegExp([COMMENT, INCLUDE, DEFINE, PRAGMA].map(({ source }) => source).join('|'), 'y');
/** The most macros that are moved to the command line. */
const DEFINES_MAX = 16;
/** Macros for the libraries of other compilers. No header here reads them. */
const UNREAD = /^(_CRT_(SECURE|NONSTDC)_NO_\w+|_SCL_SECURE_NO_\w+|_USE_MATH_DEFINES|NOMINMAX|WIN32_LEAN_AND_MEAN)=/;

export function beginningOf(source: string): Beginning {
  const includes = new Set<string>();
  const defines = new Map<string, string>();
  let pragmas = false;
  LINE.lastIndex = 0;
  for (let match = LINE.exec(source); match; match = LINE.exec(source)) {
    const [, header, name, parameters = '', value = '', aboutFunctions] = match;
    if (header) includes.add(header);
    if (aboutFunctions) pragmas = true;
    const define = `${name}${parameters}=${value.trim()}`;
    if (!name || UNREAD.test(define)) continue;
    if (includes.size > 0 || defines.has(name) || defines.size === DEFINES_MAX) break;
    defines.set(name, define);
  }
  return { includes, defines: [...defines.values()], pragmas };
}

/**
 * The precompiled header for a C++ source: the first set of which the source includes every header at its beginning, so
 * that the source sees no name that it has not asked for. Undefined when none fits.
 */
export function setFor({ includes }: Beginning, sets: Sets): string | undefined {
  return [...sets].find(([, headers]) => headers.every((header) => includes.has(header)))?.[0];
}

/** Macros that a header of the library may read: its own names, NDEBUG, and keywords, which change what it declares. */
const READ_BY_HEADERS = /^(_|(NDEBUG|private|protected|public|class|struct|inline|const|register)[=(])/;

/** As `setFor`, for a compiler that reads the precompiled header before the source's own macros. */
export function precompiledFor(source: string, sets: Sets): string | undefined {
  const beginning = beginningOf(source);
  return beginning.defines.some(isReadByHeaders) ? undefined : setFor(beginning, sets);
}

/** Whether a macro, given as `NAME=value`, may change the content of a header of the library. */
export function isReadByHeaders(define: string): boolean {
  return READ_BY_HEADERS.test(define);
}
