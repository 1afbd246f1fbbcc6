import type { Job, SubmissionRequest } from './domain/request.ts';
import { resultWithoutRun } from './domain/results.ts';
import { EngineError } from './errors.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Queue } from './queue/queue.ts';
import type { SubmissionStore } from './store/store.ts';
import type { WorkerWatch } from './worker-watch.ts';

/**
 * Accepts a submission: resolves with its id once its story has begun and its job is in the queue; rejects where no worker
 * can run it. The story comes before the job, so that no worker meets a job without a story. A push that fails closes the
 * story, for the job may be in the queue. A push that the full queue refuses removes the story; where the id is known to
 * others, the story is closed first, for those who follow it.
 */
export type Accept = (id: string, request: SubmissionRequest, idIsKnown: boolean) => Promise<string>;

export function createAccept(deps: {
  queue: Pick<Queue<Job>, 'push'>;
  store: Pick<SubmissionStore, 'append' | 'remove'>;
  inbox: Pick<Inbox, 'open' | 'remove'>;
  watch: Pick<WorkerWatch, 'workers' | 'lacks'>;
  metrics: { accepted(language: string): void };
  /** How many interactive submissions may be open while no worker says how many it holds. */
  interactiveMax: number;
}): Accept {
  const { queue, store, inbox, watch, metrics } = deps;

  return async (id, request, idIsKnown) => {
    await requireLanguage(request.language);
    if (request.interactive) await openInbox(id);
    const submittedAt = now();
    if (!(await store.append(id, { type: 'queued', request, at: submittedAt }))) return id;
    try {
      await queue.push({ id, request, submittedAt });
    } catch (error) {
      const isFull = error instanceof EngineError && error.code === 'queue_full';
      if (!isFull || idIsKnown) await close(id).catch(() => {}); // the caller gets the first error
      if (isFull) await store.remove(id).catch(() => {});
      if (request.interactive) await inbox.remove(id).catch(() => {});
      throw error;
    }
    metrics.accepted(request.language);
    return id;
  };

  /** Refuses an interactive program where the workers hold as many as they may. */
  async function openInbox(id: string): Promise<void> {
    const all = (await watch.workers()).reduce((sum, worker) => sum + (worker.interactiveMax ?? 0), 0);
    if (await inbox.open(id, all || deps.interactiveMax)) return;
    const message = 'As many interactive programs are running as this engine holds. Try again when one has ended.';
    throw new EngineError('queue_full', message);
  }

  /** Refuses a submission that no worker can run: it could wait without end. */
  async function requireLanguage(id: string): Promise<void> {
    const why = await watch.lacks(id);
    if (why === undefined) return;
    const message = `Programs in ${id} cannot be run at the moment: ${why.replace(/\.$/, '')}. Try again in a minute.`;
    throw new EngineError('language_unavailable', message);
  }

  async function close(id: string): Promise<void> {
    const refused = resultWithoutRun('internal', 'The engine could not take this submission. Submit it again.');
    await store.append(id, { type: 'finished', result: refused, at: now() });
  }
}

function now(): string {
  return new Date().toISOString();
}
