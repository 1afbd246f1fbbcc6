import type { StreamName } from '../../../domain/events.ts';
import type { WasmInterpreter } from '../../../language-file.ts';
import type { HostFile } from '../messages.ts';
import type { Files } from '../wasi/files.ts';
import type { HeldAt } from './held-output.ts';
import type { Left } from './left.ts';
import type { SharedInput } from './shared-input.ts';
import type { SharedOutput } from './shared-output.ts';

/** What a thread is given at its start and with each program, and what it sends. */

export interface RunThreadData {
  /** Null in a thread for compiled programs. */
  readonly interpreter: { readonly module: WebAssembly.Module; readonly of: WasmInterpreter } | null;
  readonly output: SharedOutput;
  /** Becomes 1 when a job has been posted, and 0 when the thread has taken it. */
  readonly go: Int32Array;
}

export interface ThreadJob {
  /** The files of the program, in its folder. */
  readonly files: readonly HostFile[];
  /** The name of the main file. */
  readonly main: string;
  /**
   * The compiled program, or the module that an earlier run with the same memory limit has made of it; null for an
   * interpreter.
   */
  readonly module: Uint8Array | WebAssembly.Module | null;
  /** Whether further runs follow, which can use this thread and the module that it makes. */
  readonly runsAgain: boolean;
  readonly stdin: Uint8Array;
  /** What an interactive program reads instead of `stdin`. */
  readonly live: SharedInput | null;
  readonly args: readonly string[];
  readonly memoryBytes: number;
  /** Whether the files that the program leaves are sent with its end. */
  readonly artifacts: boolean;
}

/**
 * The thread is ready for a job, with a descriptor of its account; the module that it has made; where the program's
 * buffer of stdout is; `output` when there is output to read; the program took input or waits for it; at last, how the
 * program ended.
 */
export type FromRunThread =
  | { readonly account: number | null }
  | { readonly module: WebAssembly.Module }
  | { readonly held: HeldAt | null }
  | 'output'
  | InDialogue
  | Ended;
/**
 * How many bytes of its input the program had taken, and how many it had written before; where it waits for input, also
 * how many messages it has seen.
 */
export interface InDialogue {
  readonly place: Readonly<Record<StreamName | 'taken', number>>;
  readonly seen?: number;
}
export type Ended = (
  { readonly exitCode: number } | { readonly signal: string } | { readonly limit: 'memory' | 'output' }
) & { readonly left?: Left; /** The thread can run the program again. */ readonly isFree?: boolean };

/** The environment of a login, which programs have in the other sandboxes too. */
export const LOGIN = [
  'PATH=/usr/local/bin:/usr/bin:/bin',
  'HOME=/work',
  'PWD=/work',
  'USER=runner',
  'LOGNAME=runner',
  'SHELL=/bin/sh',
  'TERM=xterm-256color',
  'COLUMNS=80',
  'LINES=24',
  'TMPDIR=/tmp',
  'LANG=C.UTF-8',
];

export function putFiles(into: Files, { files: given }: ThreadJob): void {
  for (const { name, bytes } of given) into.put(`/work/${name}`, bytes);
}
