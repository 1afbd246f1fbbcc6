import type { OutputEvent } from '../../domain/events.ts';
import type { Outcome } from '../../domain/outcome.ts';

/** What the engine and the process that holds the WebAssembly programs say to each other. */

/** Given to the host at its start. */
export interface HostOptions {
  readonly compileMs: number;
  readonly memoryBytes: number;
  readonly outputBytes: number;
  readonly warmPython: number;
  readonly warmPrograms: number;
  readonly pythonModule: string;
  readonly llvmModule: string;
  readonly llvmResources: string;
  /** The folder of boot.py, exceptions.cpp and the like. */
  readonly assets: string;
  /** What Python says of modules that are missing, as in a container. */
  readonly hints: string;
  /** A folder for what is made once. */
  readonly cache: string;
}

export type ToHost =
  | {
      readonly type: 'run';
      readonly id: number;
      readonly language: string;
      readonly code: string;
      readonly input: string;
      readonly timeMs: number;
    }
  | { readonly type: 'kill'; readonly id: number };

export type FromHost =
  | { readonly type: 'said'; readonly text: string }
  /** What runs these languages. It can run programs from then on. */
  | { readonly type: 'version'; readonly ids: readonly string[]; readonly text: string }
  /** Why it cannot run every program; null when it can again. */
  | { readonly type: 'problem'; readonly text: string | null }
  | { readonly type: 'output'; readonly id: number; readonly stream: OutputEvent['stream']; readonly bytes: Uint8Array }
  /** From here on the run ends within this time. */
  | { readonly type: 'limited'; readonly id: number; readonly ms: number }
  | { readonly type: 'ended'; readonly id: number; readonly outcomes: readonly Outcome[] }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
