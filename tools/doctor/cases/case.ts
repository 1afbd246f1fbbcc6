import { mostWallMs } from '../../../src/domain/limits.ts';
import type { LanguageInfo } from '../../client.ts';

/** The engine under test, from its answer to GET /languages. */
export interface Target {
  /** The WebAssembly sandbox, which has no processes, threads or sockets. */
  readonly wasm: boolean;
  /** The ids of the languages that the engine offers. */
  readonly languages: readonly string[];
  readonly timeMs: number;
  readonly compileMs: number;
  readonly memoryBytes: number;
  readonly outputBytes: number;
  /** Processes and threads of a run; 1 in WebAssembly. */
  readonly processes: number;
  /** How many times longer than expected a program may take. */
  readonly patience: number;
}

export interface Case {
  /** What the program does. */
  readonly does: string;
  /** The id of a language. The case is skipped if the engine does not offer the language. */
  readonly language: string;
  readonly code: string;
  readonly input?: string;
  readonly see: Expected;
  /** The time limit of this program, in milliseconds; by default the engine's. */
  readonly timeMs?: number;
  /** A program that runs to its end first. */
  readonly after?: string;
  /** A program that runs at the same time, and must not be disturbed. */
  readonly beside?: string;
  /** Whether to run the program twice; then each line of the two outputs must differ. */
  readonly twiceDifferent?: boolean;
}

/** The expected end of a program. */
export interface Expected {
  /**
   * `completed`, a reason, or a reason with exit code or signal: `exit 3`, `signal SIGSEGV`. One of several, for a
   * list.
   */
  readonly ends: string | readonly string[];
  /** The exact text, or a pattern that the text must match. */
  readonly stdout?: string | RegExp;
  readonly stderr?: string | RegExp;
  /** A pattern that neither stream may match. */
  readonly never?: RegExp;
  /** The maximum time of compile and run together, in milliseconds, as in the record. */
  readonly withinMs?: number;
}

export type Cases = (at: Target) => readonly Case[];

export function targetOf(languages: readonly LanguageInfo[], patience = 1): Target {
  const limits = languages[0]!.limits;
  return {
    languages: languages.map(({ id }) => id),
    wasm: languages.some(({ notes }) => notes?.includes('WebAssembly')),
    timeMs: limits.time_ms,
    compileMs: Math.max(...languages.map(({ limits: { compile_time_ms } }) => compile_time_ms ?? 0)),
    memoryBytes: limits.memory_bytes,
    outputBytes: limits.output_bytes,
    processes: limits.processes,
    patience,
  };
}

/** The end of a program that needs something that the WebAssembly sandbox does not have: an error that says so. */
const LACKING: Expected = {
  ends: ['exit', 'compile', 'signal SIGABRT'],
  stderr: /The WebAssembly sandbox (has no|does not have) |The Python here was built without the module /,
};

export function unlessLacking({ wasm }: Target, see: Expected): Expected {
  return wasm ? LACKING : see;
}

/** Python that tries each expression and prints the names of those that succeeded. */
export function tries(attempts: Readonly<Record<string, string>>, before = ''): string {
  const rows = Object.entries(attempts).map(([name, act]) => `  ${JSON.stringify(name)}: lambda: ${act},`);
  return `import os, sys, signal
${before}
got = []
for name, act in {
${rows.join('\n')}
}.items():
    try:
        act()
        got.append(name)
    except Exception:
        pass
print("got", got)
`;
}

/** The output of `tries` when every attempt was refused. */
export const GOT_NOTHING: Expected = { ends: 'completed', stdout: 'got []\n' };

/** A time limit for programs that end only at the limit, because the engine's own limit may be far longer. */
export function shortMs({ timeMs, patience }: Target): number {
  return Math.min(timeMs, 2000 * patience);
}

/** The longest time of a step with this limit, in milliseconds, on a busy machine. */
export function latestMs(limitMs: number): number {
  return mostWallMs(limitMs) + 3000;
}
