import { setTimeout as sleep } from 'node:timers/promises';
import type { SubmissionEvent } from '../domain/events.ts';
import { advance, storyOf, type Submission } from '../domain/record.ts';
import type { Job } from '../domain/request.ts';
import type { SubmissionStore } from '../store/store.ts';
import { createEntries } from './entries.ts';
import { pushed, type Queue } from './queue.ts';

/** Keeps accepted jobs on disk until their records are in the history: a queue in memory ends with its process. */
export interface Journal {
  /** The same queue, whose jobs are on disk before they count as accepted. */
  jobs(queue: Queue<Job>): Queue<Job>;
  /** The same store. A result is on disk before a client can read it, so that no submission gets a second result. */
  store<Store extends SubmissionStore>(store: Store): Store;
  /** The same queue. Acknowledging a record deletes the files of its job and calls `saved`. */
  records(queue: Queue<Submission>, saved: (id: string) => void): Queue<Submission>;
  /**
   * Resumes the jobs of an earlier process: a job without a result is queued again, as a further attempt if its run had
   * begun; a result is queued for the history. Resolves with how many of each; from then on their stories can be followed.
   */
  resume(deps: {
    queue: Queue<Job>;
    historyQueue: Queue<Submission>;
    store: SubmissionStore;
  }): Promise<{ jobs: number; results: number }>;
  /** Rejects with a sentence when no job can be kept. */
  check(): Promise<void>;
}

const FULL_MS = 100;
/** The attempt number of a result that is read from disk: higher than any real attempt. */
const AFTER_ALL_ATTEMPTS = 1_000_000;

export function createJournal(folder: string): Journal {
  const entries = createEntries(folder);

  return {
    jobs: (queue) => ({
      ...queue,
      async push(job) {
        if (entries.has(job.id)) return queue.push(job); // a further copy of an accepted job
        await entries.add(job);
        try {
          await queue.push(job);
        } catch (error) {
          await entries.remove(job.id);
          throw error;
        }
      },
      async *deliveries(signal) {
        for await (const delivery of queue.deliveries(signal)) {
          const { id } = delivery.item;
          await entries.begin(id);
          const release = async (wasBegun: boolean) => {
            if (!wasBegun) await entries.notBegun(id);
            await delivery.release(wasBegun);
          };
          yield { ...delivery, attempt: delivery.attempt + entries.restartsOf(id), release };
        }
      },
    }),

    store(store) {
      const keepThen = async (id: string, events: readonly SubmissionEvent[], append: () => Promise<boolean>) => {
        if (events.at(-1)?.type !== 'finished' || !entries.has(id)) return append();
        const before = (await store.find(id))?.submission;
        const after = events.reduce<Submission | undefined>((record, event) => advance(id, record, event), before);
        await entries.keepResult(after);
        const isAppended = await append();
        if (!isAppended) await entries.keepResult((await store.find(id))?.submission); // another result was first
        return isAppended;
      };
      return {
        ...store,
        append: (id, event, position) => keepThen(id, [event], () => store.append(id, event, position)),
        appendAll: (id, events, position) => keepThen(id, events, () => store.appendAll(id, events, position)),
      };
    },

    records: (queue, saved) => ({
      ...queue,
      async *deliveries(signal) {
        for await (const delivery of queue.deliveries(signal)) {
          const ack = async () => {
            await entries.remove(delivery.item.id);
            saved(delivery.item.id);
            await delivery.ack();
          };
          yield { ...delivery, ack };
        }
      },
    }),

    async resume({ queue, historyQueue, store }) {
      const restored = await entries.restore();
      const jobs = restored.filter(({ result }) => !result).map(({ job }) => job);
      const results = restored.flatMap(({ result }) => result ?? []);
      for (const result of results) await appendAgain(result, store);
      for (const { id, request, submittedAt } of jobs)
        await store.append(id, { type: 'queued', request, at: submittedAt });
      void pushAll(jobs, queue);
      void pushAll(results, historyQueue);
      return { jobs: jobs.length, results: results.length };
    },

    check: () => entries.check(),
  };
}

/** The story of a record, at positions after those that clients of the earlier process have seen. */
async function appendAgain(submission: Submission, store: SubmissionStore): Promise<void> {
  const [queued, ...others] = storyOf(submission);
  await store.append(submission.id, queued!);
  await store.appendAll(submission.id, others, { attempt: AFTER_ALL_ATTEMPTS, n: 0 });
}

/** What is accepted is never refused later: an item waits until the queue has room. */
async function pushAll<T>(items: readonly T[], queue: Queue<T>): Promise<void> {
  for (const item of items) {
    while (!(await pushed(item, queue))) await sleep(FULL_MS, undefined, { ref: false });
  }
}
