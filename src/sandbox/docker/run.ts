import type { Limits } from '../../domain/limits.ts';
import { mainSourceOf, type RunRequest, type SourceFile } from '../../domain/request.ts';
import type { Language } from '../../languages.ts';
import type { Program } from '../sandbox.ts';

/** How a program is started. */
export interface Start {
  /** Empty: what was prepared for this language is given its source, or runs what it has compiled. */
  readonly argv: readonly string[];
  /** Stdin comes through a pipe. */
  readonly piped: boolean;
}

/** How one run of a program is started: what was prepared goes on, or a process of its own begins. */
export function startOf(
  language: Language,
  files: readonly SourceFile[],
  { args }: RunRequest,
  goesOn: boolean,
): Start {
  const piped = waitsForEvents(mainSourceOf({ files }));
  return { argv: goesOn ? [] : [...wordsOf(language.docker!.run, files[0]!.name), ...args], piped };
}

/**
 * Whether the interpreter, or compiler, that was prepared for this language does with a program what a plain start would.
 * `limits` are those that the sandbox was made with.
 */
export function suitsPrepared({ language, files, compilerArgs, runs, ...program }: Program, limits: Limits): boolean {
  const [run] = runs;
  const code = mainSourceOf({ files });
  const { prepare, compile } = language.docker!;
  const own = { ...limits, ...program.limits, ...run!.limits };
  const isUsual = files[0]!.name === language.file && run!.args.length === 0 && compilerArgs.length === 0;
  const mayFork = own.processes === limits.processes;
  const mayGrow = !compile || own.memoryBytes === limits.memoryBytes; // what has compiled is large already
  const isPlain = runs.length === 1 && !program.artifacts;
  const suits = isPlain && isUsual && mayFork && mayGrow;
  return Boolean(prepare) && suits && !waitsForEvents(code) && readsTheSame(code);
}

/** A command's words, with the name of the main file. */
export function wordsOf(argv: readonly string[], main: string): string[] {
  return argv.map((word) => (word === '{main}' ? asPath(main) : word));
}

/** A file whose name begins like an option is no option. */
export function asPath(name: string): string {
  return name.startsWith('-') ? `./${name}` : name;
}

/** A source that names another encoding, or holds a NUL, is read in another way through a FIFO than from a file. */
function readsTheSame(code: string): boolean {
  const [first = '', second = ''] = code.split('\n', 2);
  return !/coding[:=]/.test(first + second) && !code.includes('\0');
}

/** Stdin is a file, of which a program can wait for no event: the kernel refuses it. One that seems to wait reads a pipe. */
function waitsForEvents(code: string): boolean {
  return /\b(?:connect_read_pipe|add_reader|DefaultSelector|EpollSelector|epoll(?:_\w+)?)\b/.test(code);
}
