import type { OutputEvent } from '../../domain/events.ts';
import type { Limits } from '../../domain/limits.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { RunRequest } from '../../domain/request.ts';
import type { Message } from '../../inbox/inbox.ts';
import type { Left } from './thread/left.ts';
import type { WasmInterpreter, WasmToolchain } from '../../language-file.ts';

/** The messages between the engine and the process that holds the WebAssembly programs. */

/** Given to the process at its start. Every path is absolute. */
export interface HostOptions {
  readonly limits: Limits;
  /** How many threads wait for programs: for each interpreter, and for compiled programs. */
  readonly warm: { readonly interpreter: number; readonly program: number };
  /** How many programs run at once, at most. */
  readonly lanes: number;
  readonly languages: readonly HostLanguage[];
  /** By the names that `CompiledLanguage.toolchain` has. */
  readonly toolchains: Readonly<Record<string, WasmToolchain>>;
  /** The folder for what is made once. */
  readonly cache: string;
  /** How many bytes of compiled programs are kept, for programs that are submitted again. */
  readonly compileCacheBytes: number;
}

export type HostLanguage = InterpretedLanguage | CompiledLanguage;

export interface InterpretedLanguage {
  readonly id: string;
  readonly name: string;
  /** The usual name of the main file. */
  readonly file: string;
  readonly interpreter: WasmInterpreter;
  /** Whether the engine is ready only when this language is. */
  readonly isFirst: boolean;
}

export interface CompiledLanguage {
  readonly id: string;
  readonly name: string;
  readonly implementation: string;
  /** The key of its toolchain in the options. */
  readonly toolchain: string;
  /** The extensions of the files that are compiled. */
  readonly sources: readonly string[];
  readonly compile: readonly string[];
  readonly link: readonly string[];
  readonly compilesAnew?: string;
  readonly precompiled?: { readonly list: string; readonly sets: readonly string[] };
  /** The program that is compiled first, to see whether the compiler works. */
  readonly first: { readonly name: string; readonly text: string };
}

export interface HostFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface HostProgram {
  /** The id of a language in the options. */
  readonly language: string;
  /** The first is the main file. */
  readonly files: readonly HostFile[];
  readonly compilerArgs: readonly string[];
  readonly runs: readonly RunRequest[];
  /** Whether the files that the program leaves are sent at the end. */
  readonly artifacts: boolean;
  /** Stdin stays open after the input with which the run begins. */
  readonly interactive: boolean;
  readonly limits: Limits;
}

export type ToHost =
  | { readonly type: 'run'; readonly id: number; readonly program: HostProgram }
  /** For an interactive program, at any time while it runs. */
  | { readonly type: 'input'; readonly id: number; readonly message: Message }
  | { readonly type: 'kill'; readonly id: number };

export type FromHost =
  | { readonly type: 'said'; readonly text: string }
  /** The version of what runs these languages. Their programs can run from then on. */
  | { readonly type: 'version'; readonly ids: readonly string[]; readonly text: string }
  /** Why programs of these languages cannot run; null when they can again. */
  | { readonly type: 'problem'; readonly ids: readonly string[]; readonly text: string | null }
  | { readonly type: 'output'; readonly id: number; readonly stream: OutputEvent['stream']; readonly bytes: Uint8Array }
  /** The input that the program took, at this place of its output. */
  | { readonly type: 'took'; readonly id: number; readonly bytes: Uint8Array }
  /** The program waits for input, having seen this many messages. */
  | { readonly type: 'waiting'; readonly id: number; readonly seen: number }
  /** The next step begins, with this limit of time. */
  | { readonly type: 'limited'; readonly id: number; readonly limitMs: number; readonly step: Outcome['step'] }
  /** A step has ended; no more output of it follows. */
  | { readonly type: 'ended'; readonly id: number; readonly outcome: Outcome }
  /** The files that the program has left. */
  | { readonly type: 'artifacts'; readonly id: number; readonly left: Left }
  /** The last step has ended. */
  | { readonly type: 'done'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
