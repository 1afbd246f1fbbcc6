import { z } from 'zod';
import type { Artifacts } from './artifacts.ts';
import type { SubmissionEvent } from './events.ts';
import type { SandboxName, Usage } from './outcome.ts';
import type { SubmissionRequest } from './request.ts';
import type { TestResult } from './tests.ts';

export const Status = z.enum(['queued', 'running', 'completed', 'error', 'timeout', 'cancelled']);
export type Status = z.infer<typeof Status>;
export const Reason = z.enum([
  'compile',
  'exit',
  'signal',
  'memory',
  'output',
  'processes',
  'time',
  'cancelled',
  'internal',
]);
export type Reason = z.infer<typeof Reason>;

/** How a submission ended, in the terms of the contract. */
export interface Result {
  readonly status: Exclude<Status, 'queued' | 'running'>;
  readonly reason: Reason | null;
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** What the compile took without being stalled; null where there was none. */
  readonly compileMs: number | null;
  /** Of the last step that was begun; null when none was. */
  readonly usage: Usage | null;
  /** What the program itself took without being stalled; null when it never started. */
  readonly runMs: number | null;
}

/** The record: what the story amounts to so far. `result` is null until it is finished. */
export interface Submission {
  readonly id: string;
  readonly request: SubmissionRequest;
  readonly status: Status;
  readonly sandbox: SandboxName | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the compiler said of a program that compiled: warnings and notes. */
  readonly compiler: string;
  /** Of those tests that have been run, in order; none where the submission has none. */
  readonly tests: readonly TestResult[];
  /** What the program has left, where the submission asks for it. */
  readonly artifacts: Artifacts | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly result: Result | null;
}

/** The fold: undefined for a story without its beginning. */
export function submissionFrom(id: string, events: Iterable<SubmissionEvent>): Submission | undefined {
  let submission: Submission | undefined;
  for (const event of events) submission = advance(id, submission, event);
  return submission;
}

/** One step of the fold. */
export function advance(id: string, before: Submission | undefined, event: SubmissionEvent): Submission | undefined {
  if (event.type === 'queued') {
    const { request, at: createdAt } = event;
    return { id, request, createdAt, status: 'queued', sandbox: null, startedAt: null, ...blank };
  }
  if (!before) return undefined;
  switch (event.type) {
    case 'running':
      return { ...before, status: 'running', sandbox: event.sandbox, startedAt: event.at, ...blank };
    case 'output':
      return { ...before, [event.stream]: before[event.stream] + event.text };
    case 'test':
      return { ...before, tests: [...before.tests, event.result] };
    case 'artifacts':
      return { ...before, artifacts: { files: event.files, leftOut: event.leftOut } };
    case 'finished':
      return { ...before, status: event.result.status, finishedAt: event.at, result: event.result };
  }
}

/** The shortest story that a finished record is the fold of. */
export function storyOf(submission: Submission): SubmissionEvent[] {
  const { request, createdAt, startedAt, finishedAt, sandbox, result } = submission;
  const story: SubmissionEvent[] = [{ type: 'queued', request, at: createdAt }];
  if (sandbox && startedAt) story.push({ type: 'running', sandbox, at: startedAt });
  for (const stream of ['compiler', 'stdout', 'stderr'] as const) {
    if (submission[stream] !== '') story.push({ type: 'output', stream, text: submission[stream] });
  }
  for (const [test, result] of submission.tests.entries()) story.push({ type: 'test', test, result });
  if (submission.artifacts) story.push({ type: 'artifacts', ...submission.artifacts });
  return [...story, { type: 'finished', result: result!, at: finishedAt! }];
}

const blank = { stdout: '', stderr: '', compiler: '', tests: [], artifacts: null, finishedAt: null, result: null };

export function isFinal(status: Status): boolean {
  return status !== 'queued' && status !== 'running';
}
