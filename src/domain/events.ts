import type { Artifacts } from './artifacts.ts';
import type { Outcome, SandboxName } from './outcome.ts';
import type { Result } from './record.ts';
import type { SubmissionRequest } from './request.ts';
import type { TestResult } from './tests.ts';

/** The two streams that a program writes. */
export type StreamName = 'stdout' | 'stderr';

export type OutputEvent = {
  readonly type: 'output';
  /** `compiler`: messages of a compile that succeeded. Messages of a failed compile are on `stderr`. */
  readonly stream: StreamName | 'compiler';
  readonly text: string;
};

/** The input that an interactive program has taken since the last event of this kind, at the place where it took it. */
export type InputEvent = { readonly type: 'input'; readonly text: string };

/** An interactive program has waited since then for the message with this number; the first one is 1. */
export type WaitingEvent = { readonly type: 'waiting'; readonly since: string; readonly n: number };

/** The files that the last run has left in its folder, where the submission asks for them. */
export type ArtifactsEvent = { readonly type: 'artifacts' } & Artifacts;

/**
 * What a sandbox yields: the output of each step, then how the step ended; at last the files that the program has left.
 */
export type RunEvent =
  OutputEvent | InputEvent | WaitingEvent | { readonly type: 'ended'; readonly outcome: Outcome } | ArtifactsEvent;

/** The result of a test, with its number from 0. */
export type TestEvent = { readonly type: 'test'; readonly test: number; readonly result: TestResult };

/**
 * A submission's story, in order. After `running` the story begins anew, for a job that is delivered again runs anew;
 * `finished` is always last.
 */
export type SubmissionEvent =
  | { readonly type: 'queued'; readonly request: SubmissionRequest; readonly at: string }
  | { readonly type: 'running'; readonly sandbox: SandboxName; readonly at: string }
  | OutputEvent
  | InputEvent
  | WaitingEvent
  | TestEvent
  | ArtifactsEvent
  | { readonly type: 'finished'; readonly result: Result; readonly at: string };
