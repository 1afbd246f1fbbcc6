import { mainSourceOf, type RunRequest, type SourceFile } from '../../domain/request.ts';
import type { Language } from '../../languages.ts';

/** How a program is started. */
export interface Start {
  /** Empty: the interpreter that was prepared for this language is given its source. */
  readonly argv: readonly string[];
  /** Stdin comes through a pipe. */
  readonly piped: boolean;
}

/**
 * How one run of a program is started. A prepared interpreter, where one may be used, takes what a plain start would not
 * do differently.
 */
export function startOf(
  language: Language,
  files: readonly SourceFile[],
  { args }: RunRequest,
  mayBePrepared: boolean,
): Start {
  const code = mainSourceOf({ files });
  const { run, prepare } = language.docker!;
  const piped = waitsForEvents(code);
  const isUsual = files[0]!.name === language.file && args.length === 0;
  if (prepare && mayBePrepared && isUsual && !piped && readsTheSame(code)) return { argv: [], piped };
  return { argv: [...wordsOf(run, files[0]!.name), ...args], piped };
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
