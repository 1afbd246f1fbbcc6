import { z } from 'zod';

/** A submission is a list of events: the sandbox yields them, the worker appends them, HTTP prints them, the record is their fold. */

export const CODE_MAX_BYTES = 256 * 1024;
export const INPUT_MAX_BYTES = 1024 * 1024;

/** Text that is valid Unicode: a lone surrogate has no UTF-8 form, so it could not reach the program unchanged. */
const text = z
  .string()
  .refine((value) => value.isWellFormed(), { error: 'must be valid Unicode, without lone surrogates' });

export const SubmissionRequest = z
  .strictObject({
    language: text.min(1).meta({ description: 'Id or alias of a language, in any case', examples: ['python', 'cpp'] }),
    code: text.min(1).meta({ description: 'The source, 1 byte to 256 KiB of UTF-8', examples: ["print('hi')"] }),
    input: text
      .optional()
      .transform((value = '') => value)
      .meta({ description: 'What the program reads on stdin, up to 1 MiB of UTF-8; nothing when left out' }),
  })
  .meta({ id: 'SubmissionRequest' });
export type SubmissionRequest = Readonly<z.infer<typeof SubmissionRequest>>;

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

/** What travels through the queue: everything a worker needs, so it never asks back. `language` is an id, not an alias. */
export interface Job extends SubmissionRequest {
  readonly id: string;
  readonly submittedAt: string;
}

/** What a run is allowed. Times are wall milliseconds; `outputBytes` counts raw bytes of each stream. */
export interface Limits {
  readonly timeMs: number;
  readonly compileMs: number;
  readonly memoryBytes: number;
  readonly outputBytes: number;
  readonly processes: number;
}

/** Which sandbox driver ran it. */
export const SandboxName = z.enum(['docker', 'wasm']);
export type SandboxName = z.infer<typeof SandboxName>;

/** What a run used, as its sandbox measured it; null where it cannot tell. `runMs` is the program's own wall time. */
export interface Usage {
  readonly compileMs: number | null;
  readonly runMs: number | null;
  readonly cpuMs: number | null;
  readonly memoryPeakBytes: number | null;
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
  /** A limit that refused the program something (a fork, an allocation) before it ended by itself. */
  readonly refused?: 'memory' | 'processes';
}

export type Phase = 'compile' | 'run';

/** How a program ended, as the sandbox saw it. A program's failure is a value, never an exception. */
export type Outcome = Usage &
  (
    | { readonly kind: 'exited'; readonly phase: Phase; readonly exitCode: number }
    | { readonly kind: 'signalled'; readonly phase: Phase; readonly signal: string }
    | { readonly kind: 'killed'; readonly phase: Phase; readonly by: 'time' | 'memory' | 'output' | 'processes' }
  );

/** How a submission ended, in the terms of the contract. */
export interface Result extends Omit<Usage, 'refused'> {
  readonly status: Exclude<Status, 'queued' | 'running'>;
  readonly reason: Reason | null;
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** The two streams that a program writes. */
export type StreamName = 'stdout' | 'stderr';

export type OutputEvent = {
  readonly type: 'output';
  /** `compiler`: messages of a compile that succeeded; those of one that failed are on `stderr`. */
  readonly stream: StreamName | 'compiler';
  readonly text: string;
};

/** A submission's story, in order. `running` starts from a clean page (a redelivered job runs anew); `finished` is always last. */
export type SubmissionEvent =
  | { readonly type: 'queued'; readonly request: SubmissionRequest; readonly at: string }
  | { readonly type: 'running'; readonly sandbox: SandboxName; readonly at: string }
  | OutputEvent
  | { readonly type: 'finished'; readonly result: Result; readonly at: string };

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
    return {
      id,
      request: event.request,
      createdAt: event.at,
      status: 'queued',
      sandbox: null,
      startedAt: null,
      ...blank,
    };
  }
  if (!before) return undefined;
  switch (event.type) {
    case 'running':
      return { ...before, status: 'running', sandbox: event.sandbox, startedAt: event.at, ...blank };
    case 'output':
      return { ...before, [event.stream]: before[event.stream] + event.text };
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
  return [...story, { type: 'finished', result: result!, at: finishedAt! }];
}

const blank = { stdout: '', stderr: '', compiler: '', finishedAt: null, result: null };

export function isFinal(status: Status): boolean {
  return status !== 'queued' && status !== 'running';
}
