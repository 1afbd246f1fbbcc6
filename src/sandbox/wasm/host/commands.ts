import { isReadByHeaders } from '../../precompiled.ts';
import type { ToolRun } from '../thread/compile.ts';
import type { CompiledLanguage, HostFile } from '../messages.ts';

/** The commands of the compiler and the linker: a language's own words, with files and arguments in their places. */

/** The caller's files are in `/work`, where the compiler works; what is made of them, and for them, is here. */
const MADE = '/made';
const PROGRAM = `${MADE}/program`;

export interface PrecompiledHeader {
  readonly text: Uint8Array;
  readonly precompiled: Uint8Array;
}

/** Clang would refuse a precompiled header for another level of optimisation, which does not change what it holds. */
const UNCHECKED = ['-Xclang', '-fno-validate-pch'];

/** The files that are compiled: the main file whatever its name, and every other source. */
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
  return {
    argv: filled(argv, {
      '{headers}': header ? [...UNCHECKED, '-include-pch', `${MADE}/header.pch`] : [],
      '{compiler_args}': program.compilerArgs.filter((arg) => !LEFT_OUT.test(arg)),
      '{source}': [name.startsWith('-') ? `./${name}` : name],
      '{object}': [object],
    }),
    files: {
      ...Object.fromEntries(program.files.map((file) => [`/work/${file.name}`, file.bytes])),
      ...(header && { [`${MADE}/header.pch`]: header.precompiled, [`${MADE}/header.h`]: header.text }),
    },
    output: object,
  };
}

/** Links objects with the compiler's parts, which are made once, and the libraries. */
export function programOf(
  argv: readonly string[],
  objects: readonly Uint8Array[],
  parts: ReadonlyMap<string, Uint8Array>,
): ToolRun {
  const own = objects.map((object, n) => [`${MADE}/${n}.o`, object] as const);
  return {
    argv: filled(argv, { '{objects}': own.map(([name]) => name), '{program}': [PROGRAM] }),
    files: Object.fromEntries([...own, ...[...parts].map(([name, bytes]) => [`${MADE}/${name}`, bytes] as const)]),
    output: PROGRAM,
  };
}

/** Makes a part of the compiler's. */
export function partOf(name: string, argv: readonly string[], source: string, text: Uint8Array): ToolRun {
  const object = `${MADE}/${name}`;
  return {
    argv: filled(argv, { '{source}': [`${MADE}/${source}`], '{object}': [object] }),
    files: { [`${MADE}/${source}`]: text },
    output: object,
  };
}

/** Precompiles headers for a standard. */
export function precompiledOf(argv: readonly string[], standard: string, text: Uint8Array): ToolRun {
  const made = `${MADE}/header.pch`;
  return {
    argv: filled(argv, {
      '{headers}': ['-Xclang', '-fno-pch-timestamp', '-fpch-instantiate-templates'],
      '{compiler_args}': argv.includes(standard) ? [] : [standard],
      '{source}': ['-x', 'c++-header', `${MADE}/header.h`],
      '{object}': [made],
    }),
    files: { [`${MADE}/header.h`]: text },
    output: made,
  };
}

/** What asks GCC for its own processors, for threads, or for a way to link: nothing answers to these here. */
const LEFT_OUT =
  /^-(pthread|s|static.*|pipe|Wl,.*|m(32|64|arch=.*|tune=.*|cpu=.*|(no-)?(mmx|sse|ssse|avx|fma|bmi|abm|aes|popcnt|lzcnt|f16c)[\w.]*))$/;
/** What leaves everything in a precompiled header as it is; macros are looked at one by one. */
const HARMLESS = /^-(O[123g]?|W(?![pal],).*|w|g\d?|pedantic.*|[lLI].*)$/;
const STANDARD = /^-std=(c|gnu)\+\+\w+$/;

/** The standard that precompiled headers must have to be right beside these arguments; null when none are. */
export function standardBeside(argv: readonly string[], compilerArgs: readonly string[]): string | null {
  const usual = argv.findLast((word) => STANDARD.test(word)) ?? '';
  const args = joined(compilerArgs);
  return args.every(isHarmless) ? (args.findLast((arg) => STANDARD.test(arg)) ?? usual) : null;
}

function isHarmless(arg: string): boolean {
  if (arg.startsWith('-D')) return !isReadByHeaders(arg.includes('=') ? arg.slice(2) : `${arg.slice(2)}=`);
  return [HARMLESS, LEFT_OUT, STANDARD].some((harmless) => harmless.test(arg));
}

/** `-D X` is `-DX`. */
function joined(args: readonly string[]): string[] {
  return args.flatMap((arg, n) => {
    if (/^-[DIlL]$/.test(arg)) return [];
    return /^-[DIlL]$/.test(args[n - 1] ?? '') ? [args[n - 1] + arg] : [arg];
  });
}

function filled(argv: readonly string[], words: Readonly<Record<string, readonly string[]>>): string[] {
  return argv.flatMap((word) => words[word] ?? [word]);
}

/** An object that has a function `main` names it as one of these, by its parameters. */
export function hasMain(object: Uint8Array): boolean {
  const bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength);
  return ['__main_void', '__main_argc_argv', '__original_main'].some((name) => bytes.includes(name));
}
