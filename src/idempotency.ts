import { createHash } from 'node:crypto';
import { fingerprintedBefore } from './domain/earlier.ts';
import type { Submission } from './domain/record.ts';
import type { Job, SubmissionRequest } from './domain/request.ts';
import { EngineError } from './errors.ts';
import { newId } from './id.ts';
import type { Queue } from './queue/queue.ts';
import type { SubmissionStore } from './store/store.ts';

/** A submission that is still queued after this time may not have reached the queue, so its job is pushed again. */
const PUSH_AGAIN_AFTER_MS = 5000;

/**
 * Accepts a request once for each key: the same key with the same request resolves with the id of the same submission; the
 * same key with another request rejects with `idempotency_mismatch`. `accept` makes the submission `id`.
 */
export function createOnce(deps: {
  queue: Pick<Queue<Job>, 'push'>;
  store: Pick<SubmissionStore, 'claim' | 'release'>;
  find(id: string): Promise<Submission | undefined>;
  accept(id: string, request: SubmissionRequest): Promise<string>;
}): (key: string, request: SubmissionRequest) => Promise<string> {
  const { queue, store, find, accept } = deps;

  return async (key, request) => {
    const fingerprint = digest(JSON.stringify(request));
    const claim = await store.claim(digest(key), { id: newId(), fingerprint });
    if (![fingerprint, fingerprintBefore(request)].includes(claim.fingerprint)) {
      const message = 'This Idempotency-Key was used with another body. Use a new key for a new submission.';
      throw new EngineError('idempotency_mismatch', message);
    }
    const known = await find(claim.id);
    if (!known) return acceptOrRelease(key, claim.id, request);
    const waitedMs = Date.now() - Date.parse(known.createdAt);
    if (known.status === 'queued' && waitedMs > PUSH_AGAIN_AFTER_MS) {
      await queue.push({ id: known.id, request, submittedAt: known.createdAt }); // a second copy of a job is harmless
    }
    return known.id;
  };

  async function acceptOrRelease(key: string, id: string, request: SubmissionRequest): Promise<string> {
    try {
      return await accept(id, request);
    } catch (error) {
      await store.release(digest(key)).catch(() => {}); // the caller gets the first error
      throw error;
    }
  }
}

/** The fingerprint that an earlier version of the engine made, so that its keys stay bound over an upgrade. */
function fingerprintBefore(request: SubmissionRequest): string | undefined {
  const text = fingerprintedBefore(request);
  return text === undefined ? undefined : digest(text);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
