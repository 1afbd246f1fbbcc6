import type { SandboxName } from './outcome.ts';

/**
 * The name of a limit that ends or hinders a program. `starved`: the longest wall time, which stalls have used up.
 * `idle`: an interactive program waited too long for input; `session`: it ran too long in all.
 */
export type LimitName = 'time' | 'starved' | 'cpu' | 'memory' | 'output' | 'processes' | 'idle' | 'session';

/** The limits of a run. Times are in milliseconds; `outputBytes` counts raw bytes of each stream. */
export interface Limits {
  /** Wall time of one run, without the time in which it was stalled. */
  readonly timeMs: number;
  /** User and system time of all processes of one run. */
  readonly cpuMs: number;
  /** Wall time of the compile, without the time in which it was stalled. */
  readonly compileMs: number;
  /** Wall time of all tests of one submission together; no test begins after it. */
  readonly testsMs: number;
  readonly memoryBytes: number;
  readonly outputBytes: number;
  readonly processes: number;
  /** How long an interactive program may wait for input. The wait does not count for `timeMs`. */
  readonly idleMs: number;
}

/** The longest time of an interactive program by the clock, waiting included. */
export const SESSION_MS = 600_000;

/** Time in which a step was stalled does not count for its limit, but the step ends after this many times the limit. */
const MOST_WALL = 3;

/** The longest wall time, in ms, of a step with this limit. */
export function mostWallMs(limitMs: number): number {
  return MOST_WALL * limitMs;
}

/** The longest wall time, in ms, of a program in a sandbox; `runs` is how often it runs. */
export function longestMs({ compileMs, timeMs, testsMs }: Limits, runs = 1): number {
  return mostWallMs(compileMs + timeMs + Math.min(testsMs, (runs - 1) * timeMs));
}

/** The most that a submission may have; sizes are in bytes. These numbers are defined only here. */
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
  /** How much of stdout, and of stderr, is kept of one test, and of all tests together. */
  testOutputBytes: 64 * 1024,
  testsOutputBytes: 8 * 1024 * 1024,
  /** How many files that a program leaves are kept, and the size of each and of all together. */
  artifacts: 16,
  artifactBytes: 1024 * 1024,
  artifactsBytes: 4 * 1024 * 1024,
} as const;

/** The least that an engine may be set to and a submission may ask for. */
export const LEAST = {
  /** Enough for the smallest program, unless its language.json asks for more. A stack alone may have 8 MiB. */
  memoryBytes: 16 * 1024 * 1024,
} as const;

/** The engine's limits as far as the sandbox allows them: a WebAssembly program is one process. */
export function limitsIn(sandbox: SandboxName, limits: Limits): Limits {
  return sandbox === 'wasm' ? { ...limits, processes: 1 } : limits;
}
