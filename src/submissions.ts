import { createAccept } from './accept.ts';
import { isFinal, type Submission } from './domain/record.ts';
import type { Job, SubmissionRequest } from './domain/request.ts';
import { resultWithoutRun } from './domain/results.ts';
import { EngineError } from './errors.ts';
import type { History } from './history/history.ts';
import { newId } from './id.ts';
import type { Inbox, Message } from './inbox/inbox.ts';
import { createOnce } from './idempotency.ts';
import type { Queue } from './queue/queue.ts';
import type { Cursor, FollowedEvent, Outline, SubmissionStore } from './store/store.ts';
import {
  alreadyFinished,
  nextAfter,
  noSuchSubmission,
  notInteractive,
  notReady,
  tooLate,
} from './submission-errors.ts';
import type { WorkerWatch } from './worker-watch.ts';

/** The use cases of submissions, for any kind of caller. Ids are UUIDs in lower case. */
export interface Submissions {
  /**
   * Resolves with the id once the submission is kept and will run. The same key with the same request gives the same
   * submission; with another request it is an `idempotency_mismatch`.
   */
  submit(request: SubmissionRequest, options?: { key?: string | undefined }): Promise<string>;
  /** The record as it stands, from the store while it is fresh and from the history after that. */
  find(id: string): Promise<Submission | undefined>;
  /** A text that changes whenever the record does. It is cheap to get, also for an unknown id. */
  version(id: string): Promise<string>;
  /** The state of the story, without its texts: cheap while the store has the story. */
  outline(id: string): Promise<Outline | undefined>;
  /**
   * Yields the events after `after`, then each new one; ends after `finished` and with the signal. Where only the
   * history knows the submission, `finished` is the only event.
   */
  follow(id: string, options: { after?: Cursor | undefined; signal: AbortSignal }): AsyncIterable<FollowedEvent>;
  /** The final record. Rejects with `unavailable` when the signal comes first, or when no worker takes the submission. */
  ended(id: string, signal: AbortSignal): Promise<Submission>;
  /**
   * Sends an interactive program the message with this number, from 1; resolves with the number of the next one. A
   * message whose number was sent before is ignored. Rejects with the reason why the message cannot be sent.
   */
  send(id: string, n: number, message: Message): Promise<number>;
  /** Ends the run, or prevents it. Rejects with `not_found` or `already_finished`. */
  cancel(id: string): Promise<void>;
}

/** How long a caller waits for the end while there is no worker. */
const PATIENCE_MS = 30_000;
/** The cursor of the one event of a submission that only the history has: after every event of its story. */
const END_OF_HISTORY: Cursor = '999999999999999-0';

export function createSubmissions(deps: {
  queue: Queue<Job>;
  store: SubmissionStore;
  inbox: Inbox;
  history: History;
  watch: WorkerWatch;
  metrics: { accepted(language: string): void };
  /** How many interactive submissions may be open while no worker says how many it holds. */
  interactiveMax: number;
  patienceMs?: number;
}): Submissions {
  const { queue, store, inbox, history, watch, patienceMs = PATIENCE_MS } = deps;
  const accept = createAccept(deps);
  const once = createOnce({ queue, store, find, accept: (id, request) => accept(id, request, true) });

  return {
    submit: (request, { key } = {}) => (key === undefined ? accept(newId(), request, false) : once(key, request)),

    find,

    async version(id) {
      return (await store.outline(id))?.cursor ?? END_OF_HISTORY;
    },

    async outline(id) {
      const fresh = await store.outline(id);
      if (fresh) return fresh;
      const submission = await findInHistory(id);
      return submission && { submission, cursor: END_OF_HISTORY, isFinished: true };
    },

    async *follow(id, { after, signal }) {
      for await (const followed of store.follow(id, { ...(after && { after }), signal })) {
        yield followed;
        if (followed.event.type === 'finished') return;
      }
      if (signal.aborted || after === END_OF_HISTORY || (await store.outline(id))) return;
      const { result, finishedAt } = (await findInHistory(id)) ?? {};
      if (result && finishedAt) yield { cursor: END_OF_HISTORY, event: { type: 'finished', result, at: finishedAt } };
    },

    async ended(id, signal) {
      const problem = await followToEnd(id, signal);
      const submission = await find(id);
      if (!submission || !isFinal(submission.status)) throw notReady(id, problem);
      return submission;
    },

    async send(id, n, message) {
      const outline = await store.outline(id);
      const submission = outline?.submission ?? (await findInHistory(id));
      if (!submission) throw noSuchSubmission();
      if (!submission.request.interactive) throw notInteractive();
      if (!outline || outline.isFinished) throw tooLate();
      return nextAfter(await inbox.send(id, n, message));
    },

    async cancel(id) {
      if ((await store.outline(id))?.isFinished) throw alreadyFinished();
      const submission = await find(id);
      if (!submission) throw noSuchSubmission();
      const ran = submission.startedAt === null ? null : Math.max(0, Date.now() - Date.parse(submission.startedAt));
      const message = ran === null ? 'Cancelled before it started.' : 'Cancelled while it was running.';
      const cancelled = resultWithoutRun('cancelled', message, ran);
      if (!(await store.append(id, { type: 'finished', result: cancelled, at: now() }))) throw alreadyFinished();
    },
  };

  /** Resolves at the end of the story, with the signal, or with the problem that prevents the run. */
  async function followToEnd(id: string, signal: AbortSignal): Promise<string | undefined> {
    const begun = await store.outline(id);
    if (!begun) return undefined;
    let isRunning = false;
    let problem: string | undefined;
    const enough = new AbortController();
    const either = AbortSignal.any([signal, enough.signal]);
    const waiting = watch
      .stuck(patienceMs, { language: begun.submission.request.language, isRunning: () => isRunning }, either)
      .then((stuck) => {
        problem = stuck;
        enough.abort();
      });
    for await (const { event } of store.follow(id, { signal: either })) {
      isRunning = event.type !== 'queued';
      if (event.type === 'finished') break;
    }
    enough.abort();
    await waiting;
    return problem;
  }

  async function find(id: string): Promise<Submission | undefined> {
    return (await store.find(id))?.submission ?? (await findInHistory(id));
  }

  /** A database that does not answer is `unavailable`, not "no such submission". */
  async function findInHistory(id: string): Promise<Submission | undefined> {
    try {
      return await history.find(id);
    } catch (cause) {
      const message = 'The history does not answer at the moment. Try again in a few seconds.';
      throw new EngineError('unavailable', message, { cause });
    }
  }
}

function now(): string {
  return new Date().toISOString();
}
