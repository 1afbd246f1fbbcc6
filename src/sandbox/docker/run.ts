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

/** Whether the interpreter, or compiler, that was prepared for this language reads a program as a plain start would. */
export function suitsPrepared({ language, files, compilerArgs }: Program): boolean {
  const isUsual = files[0]!.name === language.file && compilerArgs.length === 0;
  return Boolean(language.docker!.prepare) && isUsual && readsTheSame(mainSourceOf({ files }));
}

/** Whether it runs a program, too: once, as it was started. `limits` are those that the sandbox was made with. */
export function runsPrepared({ files, runs, artifacts, live, ...program }: Program, limits: Limits): boolean {
  const isAlone = runs.length === 1 && runs[0]!.args.length === 0 && !artifacts && !live;
  const mayFork = { ...limits, ...program.limits, ...runs[0]!.limits }.processes === limits.processes;
  return isAlone && mayFork && !waitsForEvents(mainSourceOf({ files }));
}

/** What has compiled is large, so that no smaller memory can be given to its container. */
export function mayStayLarge({ runs, ...program }: Program, limits: Limits): boolean {
  return runs.every((run) => ({ ...limits, ...program.limits, ...run.limits }).memoryBytes === limits.memoryBytes);
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
