import { randomUUID } from 'node:crypto';
import type { OutputEvent, SubmissionEvent } from '../../src/domain/events.ts';
import type { Result, Submission } from '../../src/domain/record.ts';
import type { Job } from '../../src/domain/request.ts';
import { submissionFrom } from '../../src/domain/record.ts';
import { requestFor } from '../../tools/programs.ts';

const AT = '2026-01-02T03:04:05.678Z';

export const queued = {
  type: 'queued',
  request: requestFor('python', 'print("hi")'),
  at: AT,
} satisfies SubmissionEvent;
export const running = { type: 'running', sandbox: 'docker', at: AT } satisfies SubmissionEvent;
export const output = (text: string, stream: OutputEvent['stream'] = 'stdout'): OutputEvent => ({
  type: 'output',
  stream,
  text,
});
export const completed: Result = {
  status: 'completed',
  reason: null,
  message: null,
  exitCode: 0,
  signal: null,
  runMs: 12.5,
  compileMs: null,
  usage: {
    wallMs: 13,
    stalledMs: 0.5,
    cpuMs: 9,
    memoryPeakBytes: 8_912_896,
    stdoutTruncated: false,
    stderrTruncated: false,
  },
};
export const finished = { type: 'finished', result: completed, at: AT } satisfies SubmissionEvent;
export const cancelled = {
  type: 'finished',
  result: { ...completed, status: 'cancelled', reason: 'cancelled', message: 'Cancelled.', exitCode: null },
  at: AT,
} satisfies SubmissionEvent;

export function finishedSubmission(stdout = 'hi\n', code = 'print("hi")'): Submission {
  const request = requestFor('python', code, 'in\u0000put');
  return submissionFrom(randomUUID(), [
    { type: 'queued', request, at: AT },
    running,
    output('warned\n', 'compiler'),
    output(stdout),
    finished,
  ])!;
}

export function job(code = 'print("hi")'): Job {
  return { id: randomUUID(), request: requestFor('python', code), submittedAt: AT };
}
