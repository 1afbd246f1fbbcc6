import type { StreamName } from '../../../domain/events.ts';
import type { WasmInterpreter } from '../../../language-file.ts';
import type { HostFile } from '../messages.ts';
import type { Files } from '../wasi/files.ts';
import type { HeldAt } from './held-output.ts';
import type { Left } from './left.ts';
import type { SharedInput } from './shared-input.ts';
import type { SharedOutput } from './shared-output.ts';

/** What a thread is given: at its start, and when there is a program for it. */

export interface RunThreadData {
  /** Without it the program brings its own code. */
  readonly interpreter: { readonly module: WebAssembly.Module; readonly of: WasmInterpreter } | null;
  readonly output: SharedOutput;
  /** Turns 1 when a job has been posted, and 0 when it has been taken. */
  readonly go: Int32Array;
}

export interface ThreadJob {
  /** What the program consists of, in its folder. */
  readonly files: readonly HostFile[];
  /** The name of the main file. */
  readonly main: string;
  /** What was compiled, or what a run before has made of it for as much memory; null for an interpreter. */
  readonly module: Uint8Array | WebAssembly.Module | null;
  /** Whether further runs can use what this one makes of the module, and its thread. */
  readonly runsAgain: boolean;
  readonly stdin: Uint8Array;
  /** What an interactive program reads instead. */
  readonly live: SharedInput | null;
  readonly args: readonly string[];
  readonly memoryBytes: number;
  /** Whether the files that the program leaves are sent with its end. */
  readonly artifacts: boolean;
}

/**
 * Ready for a job, with a descriptor of its account; what it has made of the module; where its buffer of stdout is;
 * `output` when there is some to read; at last how it ended.
 */
export type FromRunThread =
  | { readonly account: number | null }
  | { readonly module: WebAssembly.Module }
  | { readonly held: HeldAt | null }
  | 'output'
  | InDialogue
  | Ended;
/** How much it had taken of its input, and written before it took the last; where it waits, how many messages it has seen. */
export interface InDialogue {
  readonly place: Readonly<Record<StreamName | 'taken', number>>;
  readonly seen?: number;
}
export type Ended = (
  { readonly exitCode: number } | { readonly signal: string } | { readonly limit: 'memory' | 'output' }
) & { readonly left?: Left; /** Its thread waits for a further program. */ readonly isFree?: boolean };

/** The environment of a login, as programs have it elsewhere. */
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
