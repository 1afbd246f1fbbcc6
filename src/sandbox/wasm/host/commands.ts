import { isReadByHeaders } from '../../precompiled.ts';
import type { FilesByPath } from '../thread/awaited.ts';
import type { Tool } from '../thread/compile.ts';
import type { CompiledLanguage, HostFile } from '../messages.ts';

/** The command lines of the compiler and the linker: those of `language.json`, with files and arguments filled in. */

/** The folder of the submitted files, in which the compiler works. */
const WORK = 'work';
/** The folder of everything else: objects, headers, the program. */
const MADE = '/made';
const PROGRAM = `${MADE}/program`;
/** The folder and the name of a program's only object, for a linker that is started before the object exists. */
const OBJECTS = 'objects';
const OBJECT = 'main.o';

/** What a tool is given at its start, and the files that come later. */
export type ToolRun = readonly [tool: Tool, later: FilesByPath];

export interface PrecompiledHeader {
  /** Unique among the headers. */
  readonly name: string;
  readonly text: Uint8Array;
  readonly precompiled: Uint8Array;
}

/** For a tool whose files are all there when it starts. */
const NOTHING_LATER = { folder: 'later' };

/**
 * Clang refuses a header that was precompiled for another optimisation level, although the level changes nothing in it.
 */
const UNCHECKED = ['-Xclang', '-fno-validate-pch'];

/** The files that are compiled: the main file, whatever its name is, and every other source. */
export function sourcesOf({ sources }: CompiledLanguage, [main, ...others]: readonly HostFile[]): readonly HostFile[] {
  return [main!, ...others.filter(({ name }) => sources.includes(name.slice(name.lastIndexOf('.') + 1)))];
}

/** Compiles the source with this number, with the precompiled header that fits. */
export function objectOf(
  argv: readonly string[],
  program: { files: readonly HostFile[]; compilerArgs: readonly string[] },
  [n, { name }]: readonly [number, HostFile],
  header: PrecompiledHeader | undefined,
): ToolRun {
  const object = `${MADE}/${n}.o`;
  const precompiled = header && `${MADE}/${header.name}`;
  const tool = {
    argv: filled(argv, {
      '{headers}': precompiled ? [...UNCHECKED, '-include-pch', precompiled] : [],
      '{compiler_args}': program.compilerArgs.filter((arg) => !LEFT_OUT.test(arg)),
      '{source}': [name.startsWith('-') ? `./${name}` : name],
      '{object}': [object],
    }),
    files: precompiled ? { [precompiled]: header.precompiled, [`${MADE}/header.h`]: header.text } : {},
    later: { folder: WORK, asked: name }, // Clang's driver asks whether the source exists, before the compiler reads it
    output: object,
  };
  return [tool, Object.fromEntries(program.files.map((file) => [`/${WORK}/${file.name}`, file.bytes]))];
}

/**
 * Links a program's only object with the toolchain's own objects and the libraries. The object comes last, so that the
 * linker reads everything else before the object exists. This fails where the program replaces a function that the
 * libraries use themselves; `programOf` links such a program.
 */
export function quickProgramOf(
  argv: readonly string[],
  object: Uint8Array,
  parts: ReadonlyMap<string, Uint8Array>,
): ToolRun {
  const path = `/${OBJECTS}/${OBJECT}`;
  const others = argv.filter((word) => word !== '{objects}');
  const tool = {
    argv: [...filled(others, { '{program}': [PROGRAM] }), path],
    files: filesOf(parts),
    later: { folder: OBJECTS },
    output: PROGRAM,
  };
  return [tool, { [path]: object }];
}

/** Links any number of objects, which come before the libraries that they use. */
export function programOf(
  argv: readonly string[],
  objects: readonly Uint8Array[],
  parts: ReadonlyMap<string, Uint8Array>,
): ToolRun {
  const own = objects.map((object, n) => [`${MADE}/${n}.o`, object] as const);
  const tool = {
    argv: filled(argv, { '{objects}': own.map(([name]) => name), '{program}': [PROGRAM] }),
    files: { ...filesOf(parts), ...Object.fromEntries(own) },
    later: NOTHING_LATER,
    output: PROGRAM,
  };
  return [tool, {}];
}

/** Compiles one of the toolchain's own sources to an object for programs to be linked with. */
export function partOf(name: string, argv: readonly string[], source: string, text: Uint8Array): ToolRun {
  const object = `${MADE}/${name}`;
  const tool = {
    argv: filled(argv, { '{source}': [`${MADE}/${source}`], '{object}': [object] }),
    files: { [`${MADE}/${source}`]: text },
    later: NOTHING_LATER,
    output: object,
  };
  return [tool, {}];
}

/** Precompiles headers for a standard. */
export function precompiledOf(argv: readonly string[], standard: string, text: Uint8Array): ToolRun {
  const made = `${MADE}/header.pch`;
  const tool = {
    argv: filled(argv, {
      '{headers}': ['-Xclang', '-fno-pch-timestamp', '-fpch-instantiate-templates'],
      '{compiler_args}': argv.includes(standard) ? [] : [standard],
      '{source}': ['-x', 'c++-header', `${MADE}/header.h`],
      '{object}': [made],
    }),
    files: { [`${MADE}/header.h`]: text },
    later: NOTHING_LATER,
    output: made,
    givesWay: true,
  };
  return [tool, {}];
}

/** Prints the compiler's version. */
export const VERSION: ToolRun = [{ argv: ['clang', '--version'], files: {}, later: NOTHING_LATER, output: '' }, {}];

/**
 * Arguments that ask GCC for a processor, for threads or for a way to link. They mean nothing here and are left out.
 */
const LEFT_OUT =
  /^-(pthread|s|static.*|pipe|Wl,.*|m(32|64|arch=.*|tune=.*|cpu=.*|(no-)?(mmx|sse|ssse|avx|fma|bmi|abm|aes|popcnt|lzcnt|f16c)[\w.]*))$/;
/** Arguments that change nothing in a precompiled header. Macros (`-D`) are examined one by one. */
const HARMLESS = /^-(O[123g]?|W(?![pal],).*|w|g\d?|pedantic.*|[lLI].*)$/;
const STANDARD_OF_C = /^-std=(c|gnu)\w+$/;
const STANDARD = /^-std=(c|gnu)\+\+\w+$/;

/** The standard for which headers must be precompiled to fit these arguments; null when no precompiled header fits. */
export function standardBeside(argv: readonly string[], compilerArgs: readonly string[]): string | null {
  const usual = argv.findLast((word) => STANDARD.test(word)) ?? '';
  const args = joined(compilerArgs);
  return args.every(isHarmless) ? (args.findLast((arg) => STANDARD.test(arg)) ?? usual) : null;
}

/**
 * Whether a compiler may be started with these arguments before its program arrives. With others it could do anything
 * while it waits.
 */
export function areUsual(compilerArgs: readonly string[]): boolean {
  return joined(compilerArgs).every((arg) => isHarmless(arg) || STANDARD_OF_C.test(arg));
}

function isHarmless(arg: string): boolean {
  if (arg.startsWith('-D')) return !isReadByHeaders(arg.includes('=') ? arg.slice(2) : `${arg.slice(2)}=`);
  return [HARMLESS, LEFT_OUT, STANDARD].some((harmless) => harmless.test(arg));
}

/** Joins `-D X` to `-DX`. */
function joined(args: readonly string[]): string[] {
  return args.flatMap((arg, n) => {
    if (/^-[DIlL]$/.test(arg)) return [];
    return /^-[DIlL]$/.test(args[n - 1] ?? '') ? [args[n - 1] + arg] : [arg];
  });
}

function filesOf(parts: ReadonlyMap<string, Uint8Array>): FilesByPath {
  return Object.fromEntries([...parts].map(([name, bytes]) => [`${MADE}/${name}`, bytes]));
}

function filled(argv: readonly string[], words: Readonly<Record<string, readonly string[]>>): string[] {
  return argv.flatMap((word) => words[word] ?? [word]);
}

/** Whether an object defines `main`, which the compiler names in one of these ways, by its parameters. */
export function hasMain(object: Uint8Array): boolean {
  const bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength);
  return ['__main_void', '__main_argc_argv', '__original_main'].some((name) => bytes.includes(name));
}
