import type { Artifacts } from './artifacts.ts';
import type { Outcome, SandboxName } from './outcome.ts';
import type { Result } from './record.ts';
import type { SubmissionRequest } from './request.ts';
import type { TestResult } from './tests.ts';

/** The two streams that a program writes. */
export type StreamName = 'stdout' | 'stderr';

export type OutputEvent = {
  readonly type: 'output';
  /** `compiler`: messages of a compile that succeeded; those of one that failed are on `stderr`. */
  readonly stream: StreamName | 'compiler';
  readonly text: string;
};

/** What an interactive program has taken of its input since the one before; its place is where the program took it. */
export type InputEvent = { readonly type: 'input'; readonly text: string };

/** An interactive program has waited since then for the input with this number, counted from 1 as senders count. */
export type WaitingEvent = { readonly type: 'waiting'; readonly since: string; readonly n: number };

/** What the last run has left in its folder, where the submission asks for it. */
export type ArtifactsEvent = { readonly type: 'artifacts' } & Artifacts;

/** What a sandbox yields: what each step writes, then how that step ended; last of all what the program has left. */
export type RunEvent =
  OutputEvent | InputEvent | WaitingEvent | { readonly type: 'ended'; readonly outcome: Outcome } | ArtifactsEvent;

/** How a test went, by its number from 0. */
export type TestEvent = { readonly type: 'test'; readonly test: number; readonly result: TestResult };

/** A submission's story, in order. `running` starts from a clean page (a redelivered job runs anew); `finished` is always last. */
export type SubmissionEvent =
  | { readonly type: 'queued'; readonly request: SubmissionRequest; readonly at: string }
  | { readonly type: 'running'; readonly sandbox: SandboxName; readonly at: string }
  | OutputEvent
  | InputEvent
  | WaitingEvent
  | TestEvent
  | ArtifactsEvent
  | { readonly type: 'finished'; readonly result: Result; readonly at: string };
