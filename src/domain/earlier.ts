import type { SubmissionEvent } from './events.ts';
import type { Result, Submission } from './record.ts';
import type { Job, SubmissionRequest } from './request.ts';

/**
 * Converts what version 0.1 has left in queues, journals and stories into the shape of this version; other values stay
 * as they are. Everything that may have been written before an upgrade is parsed in this way. The history has a
 * migration instead.
 */
export function readJob(value: unknown): Job {
  if ('request' in (value as object)) return value as Job;
  const { id, submittedAt, ...request } = value as EarlierRequest & Omit<Job, 'request'>;
  return { id, request: readRequest(request), submittedAt };
}

export function readEvent(value: unknown): SubmissionEvent {
  const event = value as SubmissionEvent;
  if (event.type === 'queued') return { ...event, request: readRequest(event.request) };
  return event.type === 'finished' ? { ...event, result: readResult(event.result) } : event;
}

export function readSubmission(value: unknown): Submission {
  const submission = value as Submission;
  const { request, result } = submission;
  return {
    ...submission,
    tests: submission.tests ?? [],
    artifacts: submission.artifacts ?? null,
    transcript: submission.transcript ?? null,
    request: readRequest(request),
    result: result && readResult(result),
  };
}

/** The value from which version 0.1 computed the fingerprint; undefined for a request that version did not have. */
export function fingerprintedBefore(request: SubmissionRequest): string | undefined {
  const [{ content: code }, { stdin: input }] = [request.files[0]!, request.runs[0]!];
  const { language } = request;
  const isPlain = JSON.stringify(readRequest({ language, code, input })) === JSON.stringify(request);
  return isPlain ? JSON.stringify([language, code, input]) : undefined;
}

type EarlierRequest = { readonly language: string; readonly code: string; readonly input: string };
type EarlierResult = Omit<Result, 'usage'> & Omit<NonNullable<Result['usage']>, 'wallMs' | 'stalledMs'>;

function readRequest(request: SubmissionRequest | EarlierRequest): SubmissionRequest {
  if (!('code' in request)) return request;
  const { language, code: content, input: stdin } = request;
  const name = language === 'python' ? 'main.py' : `main.${language}`;
  return { language, files: [{ name, content }], compilerArgs: [], runs: [{ stdin, args: [] }], limits: {} };
}

function readResult(result: Result | EarlierResult): Result {
  if ('usage' in result)
    return { ...result, usage: result.usage && { ...result.usage, stalledMs: result.usage.stalledMs ?? null } };
  const { cpuMs, memoryPeakBytes, stdoutTruncated, stderrTruncated, ...rest } = result;
  const wallMs = rest.runMs ?? rest.compileMs;
  const usage =
    wallMs === null ? null : { wallMs, stalledMs: null, cpuMs, memoryPeakBytes, stdoutTruncated, stderrTruncated };
  return { ...rest, usage };
}
