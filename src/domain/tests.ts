import { z } from 'zod';
import type { Usage } from './outcome.ts';

/** How the output of a program is compared with the expected output. */
export type Comparison =
  /** Every byte. */
  | 'exact'
  /** Every character but blanks at the ends of lines and line breaks at the end. */
  | 'trim'
  /** The words, whatever stands between them. */
  | 'tokens'
  /** The words; two numbers are equal when they differ by no more than one of the tolerances. */
  | { readonly float: { readonly abs: number; readonly rel: number } };

/** The part of a submission that checks a program. It never enters a sandbox. */
export interface TestPlan {
  readonly compare: Comparison;
  /** Whether the tests after the first that does not pass are left out. */
  readonly stop: 'never' | 'first_failure';
  /** One for each run, in order. */
  readonly tests: readonly TestRequest[];
}

export interface TestRequest {
  readonly name: string;
  /** The expected stdout; null: the test passes when the program exits with 0. */
  readonly expected: string | null;
}

/** `stalled`: the machine was too busy to know whether the program would have met its time limit. */
export const Verdict = z.enum([
  'passed',
  'wrong_answer',
  'time',
  'stalled',
  'memory',
  'output',
  'processes',
  'exit',
  'signal',
  'not_run',
]);
export type Verdict = z.infer<typeof Verdict>;

/**
 * The first place where two texts differ. Line and column count from 1; of each text the part around that place is
 * kept.
 */
export interface Difference {
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly got: string;
}

/** The result of one test. */
export interface TestResult {
  readonly verdict: Verdict;
  /** One sentence for a person; null when the test passed. */
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly usage: Usage | null;
  /** The beginning of the program's output, as much as is kept. */
  readonly stdout: string;
  readonly stderr: string;
  /** Whether more was written than is kept. */
  readonly truncated: boolean;
  /** Null unless the answer was wrong. */
  readonly difference: Difference | null;
}

/** A test that was never begun. */
export const NOT_RUN: TestResult = {
  verdict: 'not_run',
  message: null,
  exitCode: null,
  signal: null,
  usage: null,
  stdout: '',
  stderr: '',
  truncated: false,
  difference: null,
};
