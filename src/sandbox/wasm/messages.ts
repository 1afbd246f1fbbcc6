import type { OutputEvent } from '../../domain/events.ts';
import type { Limits } from '../../domain/limits.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { RunRequest } from '../../domain/request.ts';
import type { Message } from '../../inbox/inbox.ts';
import type { Left } from './thread/left.ts';
import type { WasmInterpreter, WasmToolchain } from '../../language-file.ts';

/** What the engine and the process that holds the WebAssembly programs say to each other. */

/** Given to the host at its start. Every path in it is absolute. */
export interface HostOptions {
  readonly limits: Limits;
  /** How many threads wait: for each interpreter, and for compiled programs. */
  readonly warm: { readonly interpreter: number; readonly program: number };
  /** How many programs run at once, at the most. */
  readonly lanes: number;
  readonly languages: readonly HostLanguage[];
  /** By the names that the languages have for them. */
  readonly toolchains: Readonly<Record<string, WasmToolchain>>;
  /** A folder for what is made once. */
  readonly cache: string;
  /** How many bytes are kept of what was compiled, for programs that come again. */
  readonly compileCacheBytes: number;
}

export type HostLanguage = InterpretedLanguage | CompiledLanguage;

export interface InterpretedLanguage {
  readonly id: string;
  readonly name: string;
  /** The name of its main file, usually. */
  readonly file: string;
  readonly interpreter: WasmInterpreter;
  /** Whether the engine is ready only when this language is. */
  readonly isFirst: boolean;
}

export interface CompiledLanguage {
  readonly id: string;
  readonly name: string;
  readonly implementation: string;
  /** Which compiler it has. */
  readonly toolchain: string;
  /** What the names of files end with that are compiled. */
  readonly sources: readonly string[];
  readonly compile: readonly string[];
  readonly link: readonly string[];
  readonly compilesAnew?: string;
  readonly precompiled?: { readonly list: string; readonly sets: readonly string[] };
  /** A program that is compiled first, to see whether it can be. */
  readonly first: { readonly name: string; readonly text: string };
}

export interface HostFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface HostProgram {
  /** Id of a language of the options. */
  readonly language: string;
  /** The first is the main file. */
  readonly files: readonly HostFile[];
  readonly compilerArgs: readonly string[];
  readonly runs: readonly RunRequest[];
  /** Whether the files that the program leaves are sent at the end. */
  readonly artifacts: boolean;
  /** Stdin stays open after what the run begins with. */
  readonly interactive: boolean;
  readonly limits: Limits;
}

export type ToHost =
  | { readonly type: 'run'; readonly id: number; readonly program: HostProgram }
  /** For an interactive program, at any time. */
  | { readonly type: 'input'; readonly id: number; readonly message: Message }
  | { readonly type: 'kill'; readonly id: number };

export type FromHost =
  | { readonly type: 'said'; readonly text: string }
  /** What runs these languages. It can run their programs from then on. */
  | { readonly type: 'version'; readonly ids: readonly string[]; readonly text: string }
  /** Why it cannot run programs of these languages; null when it can again. */
  | { readonly type: 'problem'; readonly ids: readonly string[]; readonly text: string | null }
  | { readonly type: 'output'; readonly id: number; readonly stream: OutputEvent['stream']; readonly bytes: Uint8Array }
  /** What the program took of its input, at this place of its output. */
  | { readonly type: 'took'; readonly id: number; readonly bytes: Uint8Array }
  /** The program waits, having seen so many messages. */
  | { readonly type: 'waiting'; readonly id: number; readonly seen: number }
  /** The next step begins, and has this limit of time. */
  | { readonly type: 'limited'; readonly id: number; readonly limitMs: number; readonly step: Outcome['step'] }
  /** A step has ended; nothing more is written in it. */
  | { readonly type: 'ended'; readonly id: number; readonly outcome: Outcome }
  /** What the program has left. */
  | { readonly type: 'artifacts'; readonly id: number; readonly left: Left }
  /** The last step has ended. */
  | { readonly type: 'done'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
