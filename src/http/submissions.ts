import { createHash, randomBytes } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { isFinal } from '../domain/record.ts';
import type { Submission } from '../domain/record.ts';
import type { Job, SubmissionRequest } from '../domain/request.ts';
import { EngineError } from '../errors.ts';
import type { History } from '../history/history.ts';
import type { Languages } from '../languages.ts';
import type { Metrics } from '../metrics.ts';
import type { Queue } from '../queue/queue.ts';
import { resultWithoutRun } from '../domain/results.ts';
import type { SubmissionStore } from '../store/store.ts';
import type { Backlog } from './backlog.ts';
import { jsonBody } from './body.ts';
import { onlyMethods } from './errors.ts';
import { fullRecordOf, recordOf } from './record.ts';
import { parseSubmitBody } from './submit-body.ts';
import type { WorkerWatch } from './worker-watch.ts';

/** A submission that is still queued this long after it was recorded may never have reached the queue: push it again. */
const PUSH_AGAIN_AFTER_MS = 5000;
/** Whoever waits for an answer is told when there has been no worker for this long. */
const PATIENCE_MS = 30_000;

/** `1` and `0` are what half of all tools write for true and false. */
const SubmitQuery = z.object({
  wait: z.enum(['true', 'false', '1', '0'], { error: 'must be true or false' }).optional(),
});
const IdempotencyKey = z.string().min(1).max(255, 'may have 255 characters at the most').optional();

/** Submitting, looking up and cancelling. */
export function submissionsRouter(deps: {
  languages: Languages;
  queue: Queue<Job>;
  store: SubmissionStore;
  history: History;
  metrics: Metrics;
  watch: WorkerWatch;
  backlog: Backlog;
  patienceMs?: number;
  closing: AbortSignal;
}): Router {
  const { languages, queue, store, history, metrics, watch, backlog, patienceMs = PATIENCE_MS, closing } = deps;
  const router = Router();
  router
    .route('/submit')
    .post(...jsonBody(), submit)
    .all(onlyMethods('POST'));
  router.route('/submissions/:id').get(show).delete(cancel).all(onlyMethods('GET', 'DELETE'));
  return router;

  async function submit(request: Request, response: Response): Promise<void> {
    const { wait } = SubmitQuery.parse(request.query);
    const key = parseKey(request);
    const wanted = parseSubmitBody(request.body, languages);
    const id = key === undefined ? await accept(newId(), wanted, false) : await acceptOnce(key, wanted);
    if (wait === 'true' || wait === '1') return answerWhenFinal(id, response);
    response.status(202).location(`/submissions/${id}`);
    const warning = await watch.problem();
    response.json({ submission_id: id, status: 'queued', stream_url: `/stream/${id}`, ...(warning && { warning }) });
  }

  /**
   * The story comes before the job, so that no worker meets a job without a story. A push that fails closes the story,
   * for the job may be in the queue; one that the full queue refuses leaves nothing of it.
   */
  async function accept(id: string, request: SubmissionRequest, idIsKnown: boolean): Promise<string> {
    const submittedAt = now();
    if (!(await store.append(id, { type: 'queued', request, at: submittedAt }))) return id;
    try {
      await queue.push({ id, request, submittedAt });
    } catch (error) {
      const isFull = error instanceof EngineError && error.code === 'queue_full';
      if (!isFull || idIsKnown) await close(id).catch(() => {}); // the caller is told anyway
      if (isFull) await store.remove(id).catch(() => {});
      throw error;
    }
    metrics.accepted(request.language);
    return id;
  }

  async function close(id: string): Promise<void> {
    const refused = resultWithoutRun('internal', 'The engine could not take this submission. Submit it again.');
    await store.append(id, { type: 'finished', result: refused, at: now() });
  }

  async function acceptOnce(key: string, request: SubmissionRequest): Promise<string> {
    const fingerprint = digest(JSON.stringify(request));
    const claim = await store.claim(digest(key), { id: newId(), fingerprint });
    if (claim.fingerprint !== fingerprint) {
      const message = 'This Idempotency-Key was used with another body. Use a new key for a new submission.';
      throw new EngineError('idempotency_mismatch', message);
    }
    const known = await lookUp(claim.id);
    if (!known) return acceptOrRelease(key, claim.id, request);
    const waitedMs = Date.now() - Date.parse(known.createdAt);
    if (known.status === 'queued' && waitedMs > PUSH_AGAIN_AFTER_MS) {
      await queue.push({ id: known.id, request, submittedAt: known.createdAt }); // a second copy of a job is harmless
    }
    return known.id;
  }

  async function acceptOrRelease(key: string, id: string, request: SubmissionRequest): Promise<string> {
    try {
      return await accept(id, request, true);
    } catch (error) {
      await store.release(digest(key)).catch(() => {}); // the caller is told of the first error
      throw error;
    }
  }

  async function answerWhenFinal(id: string, response: Response): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    response.location(`/submissions/${id}`);
    const problem = await followToEnd(id, AbortSignal.any([gone.signal, closing]));
    if (gone.signal.aborted) return;
    const submission = await lookUp(id);
    if (!submission || !isFinal(submission.status)) throw notReady(id, problem);
    response.json(recordOf(submission));
  }

  /** Resolves at the end, with the signal, or with the problem that keeps it from beginning. */
  async function followToEnd(id: string, signal: AbortSignal): Promise<string | undefined> {
    let isRunning = false;
    let problem: string | undefined;
    const enough = new AbortController();
    const either = AbortSignal.any([signal, enough.signal]);
    const waiting = watch
      .stuck(patienceMs, () => isRunning, either)
      .then((stuck) => {
        problem = stuck;
        enough.abort();
      });
    for await (const { event } of store.follow(id, { signal: either })) {
      isRunning = event.type === 'running' || event.type === 'output';
      if (event.type === 'finished') break;
    }
    enough.abort();
    await waiting;
    return problem;
  }

  /** A record may have 19 MB: whoever reads it at the same time reads the same text. */
  async function show(request: Request, response: Response): Promise<void> {
    const id = parseId(request);
    const state = (await store.outline(id))?.cursor ?? 'in the history';
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    response.set('Cache-Control', 'no-store').type('json');
    try {
      await backlog.writeShared(response, `record ${id} ${state}`, () => recordText(id), gone.signal);
      response.end();
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }

  async function recordText(id: string): Promise<string> {
    const submission = await lookUp(id);
    if (!submission) throw noSuchSubmission();
    return JSON.stringify(fullRecordOf(submission));
  }

  async function cancel(request: Request, response: Response): Promise<void> {
    const id = parseId(request);
    if ((await store.outline(id))?.isFinished) throw alreadyFinished();
    const submission = await lookUp(id);
    if (!submission) throw noSuchSubmission();
    const ran = submission.startedAt === null ? null : Math.max(0, Date.now() - Date.parse(submission.startedAt));
    const message = ran === null ? 'Cancelled before it started.' : 'Cancelled while it was running.';
    const cancelled = resultWithoutRun('cancelled', message, ran);
    const inTime = await store.append(id, { type: 'finished', result: cancelled, at: now() });
    if (!inTime) throw alreadyFinished();
    response.status(202).json({ submission_id: id, status: 'cancelled' });
  }

  async function lookUp(id: string): Promise<Submission | undefined> {
    return (await store.find(id))?.submission ?? (await findInHistory(history, id));
  }
}

/** Looks in the history; a database that does not answer is `unavailable`, not "no such submission". */
export async function findInHistory(history: History, id: string): Promise<Submission | undefined> {
  try {
    return await history.find(id);
  } catch (cause) {
    throw new EngineError('unavailable', 'The history does not answer at the moment. Try again in a few seconds.', {
      cause,
    });
  }
}

/** The id in the path; what cannot be an id is not found. */
export function parseId(request: Request): string {
  const id = z.uuid().safeParse(request.params['id']);
  if (!id.success) throw noSuchSubmission();
  return id.data.toLowerCase();
}

export function noSuchSubmission(): EngineError {
  return new EngineError(
    'not_found',
    'There is no such submission. Check the id; records that were never finished are kept for a day.',
  );
}

function alreadyFinished(): EngineError {
  return new EngineError('already_finished', 'This submission is finished already; there is nothing to cancel.');
}

function notReady(
  id: string,
  problem = 'This server is restarting. The submission is kept, and its run may begin anew.',
): EngineError {
  return new EngineError('unavailable', `${problem} Ask for it later: GET /submissions/${id}.`);
}

function parseKey(request: Request): string | undefined {
  const key = IdempotencyKey.safeParse(request.get('idempotency-key'));
  if (key.success) return key.data;
  const problem = 'must have 1 to 255 characters';
  throw new EngineError('invalid_request', `The request is not valid: Idempotency-Key ${problem}.`, {
    details: [{ field: 'Idempotency-Key', problem }],
  });
}

/** A UUIDv7 whose 74 random bits are random each time: knowing an id is the permission to read the record. */
function newId(): string {
  return uuidv7({ random: randomBytes(16) });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function now(): string {
  return new Date().toISOString();
}
