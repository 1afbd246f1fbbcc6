import type { SandboxName } from './outcome.ts';

/**
 * What a limit that ends or hinders a program is called, everywhere. `starved`: the most wall time, which stalls used up.
 * `idle`: nobody answered an interactive program for too long; `session`: such a program ran for too long in all.
 */
export type LimitName = 'time' | 'starved' | 'cpu' | 'memory' | 'output' | 'processes' | 'idle' | 'session';

/** What a run is allowed. Times are milliseconds; `outputBytes` counts raw bytes of each stream. */
export interface Limits {
  /** Wall time of one run, without the time in which it was stalled. */
  readonly timeMs: number;
  /** User and system time of all processes of one run. */
  readonly cpuMs: number;
  /** The same of the compile. */
  readonly compileMs: number;
  /** The same of all tests of one submission: none is begun after it. */
  readonly testsMs: number;
  readonly memoryBytes: number;
  readonly outputBytes: number;
  readonly processes: number;
  /** How long an interactive program waits for input; it does not count for `timeMs`. */
  readonly idleMs: number;
}

/** The most that an interactive program takes by the clock, waiting included. */
export const SESSION_MS = 600_000;

/** Time in which a step was stalled does not count for its limit, but after this many times the limit it is ended. */
const MOST_WALL = 3;

/** The most wall time, in ms, that a step with this limit takes. */
export function mostWallMs(limitMs: number): number {
  return MOST_WALL * limitMs;
}

/** The most wall time, in ms, of a program once it is in a sandbox; `runs` is how often it is run. */
export function longestMs({ compileMs, timeMs, testsMs }: Limits, runs = 1): number {
  return mostWallMs(compileMs + timeMs + Math.min(testsMs, (runs - 1) * timeMs));
}

/** The most that a submission may have; sizes in bytes. The one home of these numbers. */
export const MOST = {
  codeBytes: 256 * 1024,
  inputBytes: 1024 * 1024,
  files: 64,
  filesBytes: 2 * 1024 * 1024,
  fileName: 255,
  fileNamePart: 100,
  args: 64,
  argBytes: 1024,
  tests: 1000,
  testName: 100,
  /** Input and expected output of all tests. */
  testsBytes: 16 * 1024 * 1024,
  /** What is kept of stdout and of stderr of one test, and of all tests together. */
  testOutputBytes: 64 * 1024,
  testsOutputBytes: 8 * 1024 * 1024,
  /** Files that are kept of what a program leaves, each and together. */
  artifacts: 16,
  artifactBytes: 1024 * 1024,
  artifactsBytes: 4 * 1024 * 1024,
} as const;

/** The least that an engine may be set to and a submission may ask for. */
export const LEAST = {
  /** The smallest program of a language starts in it, unless its language.json asks for more: a stack alone may be 8 MiB. */
  memoryBytes: 16 * 1024 * 1024,
} as const;

/** What the engine allows where a sandbox allows less: a WebAssembly program is one process. */
export function limitsIn(sandbox: SandboxName, limits: Limits): Limits {
  return sandbox === 'wasm' ? { ...limits, processes: 1 } : limits;
}
