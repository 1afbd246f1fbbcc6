import type { Limits } from '../../domain/limits.ts';
import { mainSourceOf, type RunRequest, type SourceFile } from '../../domain/request.ts';
import type { Language } from '../../languages.ts';
import type { Program } from '../sandbox.ts';

/** How a program is started. */
export interface Start {
  /** Empty where the process that was prepared for the language gets the source, or runs what it has compiled. */
  readonly argv: readonly string[];
  /** Stdin comes through a pipe. */
  readonly piped: boolean;
}

/** How one run of a program is started: by the prepared process, which goes on, or by a new process. */
export function startOf(
  language: Language,
  files: readonly SourceFile[],
  { args }: RunRequest,
  goesOn: boolean,
): Start {
  const piped = waitsForEvents(mainSourceOf({ files }));
  return { argv: goesOn ? [] : [...wordsOf(language.docker!.run, files[0]!.name), ...args], piped };
}

/** Whether the interpreter or compiler that was prepared for this language reads the program as a new process would. */
export function suitsPrepared({ language, files, compilerArgs }: Program): boolean {
  const isUsual = files[0]!.name === language.file && compilerArgs.length === 0;
  return Boolean(language.docker!.prepare) && isUsual && readsTheSame(mainSourceOf({ files }));
}

/**
 * Whether what was prepared can run the program as well: once, as it was started. `limits` are those of the container.
 */
export function runsPrepared({ files, runs, artifacts, live, ...program }: Program, limits: Limits): boolean {
  const isAlone = runs.length === 1 && runs[0]!.args.length === 0 && !artifacts && !live;
  const mayFork = { ...limits, ...program.limits, ...runs[0]!.limits }.processes === limits.processes;
  return isAlone && mayFork && !waitsForEvents(mainSourceOf({ files }));
}

/**
 * Whether the memory limit stays as it is: a prepared compiler is so large that its container cannot get a smaller one.
 */
export function mayStayLarge({ runs, ...program }: Program, limits: Limits): boolean {
  return runs.every((run) => ({ ...limits, ...program.limits, ...run.limits }).memoryBytes === limits.memoryBytes);
}

/** The words of a command, with the name of the main file. */
export function wordsOf(argv: readonly string[], main: string): string[] {
  return argv.map((word) => (word === '{main}' ? asPath(main) : word));
}

/** A path that no command takes for an option. */
export function asPath(name: string): string {
  return name.startsWith('-') ? `./${name}` : name;
}

/**
 * False for a source that names another encoding or holds a NUL: that is read differently through a FIFO than from a
 * file.
 */
function readsTheSame(code: string): boolean {
  const [first = '', second = ''] = code.split('\n', 2);
  return !/coding[:=]/.test(first + second) && !code.includes('\0');
}

/**
 * Whether a program seems to wait for events of stdin. Stdin is usually a file, for which the kernel refuses that; such
 * a program gets a pipe.
 */
function waitsForEvents(code: string): boolean {
  return /\b(?:connect_read_pipe|add_reader|DefaultSelector|EpollSelector|epoll(?:_\w+)?)\b/.test(code);
}
