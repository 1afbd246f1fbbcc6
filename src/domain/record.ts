import { z } from 'zod';
import type { Artifacts } from './artifacts.ts';
import type { StreamName, SubmissionEvent } from './events.ts';
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
  'idle',
  'cancelled',
  'internal',
]);
export type Reason = z.infer<typeof Reason>;

/** How a submission ended, in the words of the API. */
export interface Result {
  readonly status: Exclude<Status, 'queued' | 'running'>;
  readonly reason: Reason | null;
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The time of the compile without stalls; null where there was none. */
  readonly compileMs: number | null;
  /** For the last step that began; null when none did. */
  readonly usage: Usage | null;
  /** The time of the program without stalls; null when it never started. */
  readonly runMs: number | null;
}

/** A piece of an interactive program's output or input, without the compiler's messages. */
export interface Said {
  readonly stream: StreamName | 'stdin';
  readonly text: string;
}

/** The record: the story so far, in one object. `result` is null until the story is finished. */
export interface Submission {
  readonly id: string;
  readonly request: SubmissionRequest;
  readonly status: Status;
  readonly sandbox: SandboxName | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The compiler's messages about a program that compiled: warnings and notes. */
  readonly compiler: string;
  /** The tests that have run, in order; empty where the submission has none. */
  readonly tests: readonly TestResult[];
  /** The files that the program has left, where the submission asks for them. */
  readonly artifacts: Artifacts | null;
  /** The output and input of an interactive program, in order; null where the program is not interactive. */
  readonly transcript: readonly Said[] | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly result: Result | null;
}

/** The fold: undefined for a story without its beginning. */
export function submissionFrom(id: string, events: Iterable<SubmissionEvent>): Submission | undefined {
  let submission: Submission | undefined;
  let transcript: Said[] = [];
  for (const event of events) {
    submission = advance(id, submission, event);
    if (event.type === 'running') transcript = [];
    else if (submission?.transcript) addTo(transcript, event);
  }
  return submission?.transcript ? { ...submission, transcript } : submission;
}

/** One step of the fold. Only `submissionFrom` makes a transcript, because it may have very many pieces. */
export function advance(id: string, before: Submission | undefined, event: SubmissionEvent): Submission | undefined {
  if (event.type === 'queued') {
    const { request, at: createdAt } = event;
    return { id, request, createdAt, status: 'queued', sandbox: null, startedAt: null, ...blank(request) };
  }
  if (!before) return undefined;
  switch (event.type) {
    case 'running':
      return { ...before, status: 'running', sandbox: event.sandbox, startedAt: event.at, ...blank(before.request) };
    case 'output':
      return { ...before, [event.stream]: before[event.stream] + event.text };
    case 'input':
    case 'waiting':
      return before;
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
  const { compiler, stdout, stderr, transcript } = submission;
  if (compiler !== '') story.push({ type: 'output', stream: 'compiler', text: compiler });
  const inOrder = transcript ?? [
    { stream: 'stdout', text: stdout } as const,
    { stream: 'stderr', text: stderr } as const,
  ];
  for (const { stream, text } of inOrder) {
    if (text === '') continue;
    story.push(stream === 'stdin' ? { type: 'input', text } : { type: 'output', stream, text });
  }
  for (const [test, result] of submission.tests.entries()) story.push({ type: 'test', test, result });
  if (submission.artifacts) story.push({ type: 'artifacts', ...submission.artifacts });
  return [...story, { type: 'finished', result: result!, at: finishedAt! }];
}

function blank({ interactive }: SubmissionRequest) {
  const nothing = { stdout: '', stderr: '', compiler: '', tests: [], artifacts: null, finishedAt: null, result: null };
  return { ...nothing, transcript: interactive ? [] : null };
}

/** Joins a piece to the last one where both are of the same stream. */
function addTo(transcript: Said[], event: SubmissionEvent): void {
  if (event.type !== 'input' && event.type !== 'output') return;
  const stream = event.type === 'input' ? 'stdin' : event.stream;
  if (stream === 'compiler') return;
  const last = transcript.at(-1);
  if (last?.stream === stream) transcript[transcript.length - 1] = { stream, text: last.text + event.text };
  else transcript.push({ stream, text: event.text });
}

export function isFinal(status: Status): boolean {
  return status !== 'queued' && status !== 'running';
}
