import { setTimeout as sleep } from 'node:timers/promises';
import { readJob, readSubmission } from '../domain/earlier.ts';
import type { SubmissionEvent } from '../domain/events.ts';
import { advance, isFinal, storyOf, type Submission } from '../domain/record.ts';
import type { Job } from '../domain/request.ts';
import type { SubmissionStore } from '../store/store.ts';
import { createFiles } from './files.ts';
import { pushed, type Queue } from './queue.ts';

/** Accepted jobs that are not in the history yet, on disk: what a queue in memory would lose with its process. */
export interface Journal {
  /** The same queue, whose jobs are on disk before they count as accepted. */
  jobs(queue: Queue<Job>): Queue<Job>;
  /** The same store. A result is on disk before anybody can read it, so that no submission gets a second result. */
  told<Store extends SubmissionStore>(store: Store): Store;
  /** The same queue. Acknowledging an item deletes its journal file and calls `saved`. */
  finished(queue: Queue<Submission>, saved: (id: string) => void): Queue<Submission>;
  /**
   * Takes up what an earlier process has left: a job that has no result is submitted again, as a further attempt if its
   * run had begun; a result goes to the history. Says how many jobs and how many results. When it resolves the stories
   * of all can be followed.
   */
  resume(deps: {
    queue: Queue<Job>;
    historyQueue: Queue<Submission>;
    store: SubmissionStore;
  }): Promise<{ jobs: number; results: number }>;
  /** Rejects with a sentence when no job can be kept. */
  check(): Promise<void>;
}

/** What a job's file holds. */
interface Entry {
  readonly job: Job;
  /** How many processes have ended while they ran it. */
  readonly restarts: number;
}

const FULL_MS = 100;
/** The attempt number of a result that is read from disk: higher than any real attempt. */
const AFTER_ALL_ATTEMPTS = 1_000_000;

/**
 * Each job has files of its own in `folder`: ID.json is the job, ID.begun is there once its run has begun, and ID.told
 * is its record once that is final.
 */
export function createJournal(folder: string): Journal {
  const files = createFiles(folder);
  const kept = new Set<string>();
  const restarts = new Map<string, number>();

  return {
    jobs: (queue) => ({
      ...queue,
      async push(job) {
        if (kept.has(job.id)) return queue.push(job); // a further copy of one that is accepted
        await keep({ job, restarts: 0 });
        try {
          await queue.push(job);
        } catch (error) {
          await remove(job.id);
          throw error;
        }
      },
      async *deliveries(signal) {
        for await (const delivery of queue.deliveries(signal)) {
          const { id } = delivery.item;
          await files.keep(`${id}.begun`, true).catch(() => {}); // on a full disk too few are counted
          const release = async (wasBegun: boolean) => {
            if (!wasBegun) await files.remove(`${id}.begun`);
            await delivery.release(wasBegun);
          };
          yield { ...delivery, attempt: delivery.attempt + (restarts.get(id) ?? 0), release };
        }
      },
    }),

    told(store) {
      const keepThen = async (id: string, events: readonly SubmissionEvent[], tell: () => Promise<boolean>) => {
        if (events.at(-1)?.type !== 'finished' || !kept.has(id)) return tell();
        const before = (await store.find(id))?.submission;
        await keepTold(events.reduce<Submission | undefined>((record, event) => advance(id, record, event), before));
        const stands = await tell();
        if (!stands) await keepTold((await store.find(id))?.submission); // somebody else was first
        return stands;
      };
      return {
        ...store,
        append: (id, event, position) => keepThen(id, [event], () => store.append(id, event, position)),
        appendAll: (id, events, position) => keepThen(id, events, () => store.appendAll(id, events, position)),
      };
    },

    finished: (queue, saved) => ({
      ...queue,
      async *deliveries(signal) {
        for await (const delivery of queue.deliveries(signal)) {
          const ack = async () => {
            await remove(delivery.item.id);
            saved(delivery.item.id);
            await delivery.ack();
          };
          yield { ...delivery, ack };
        }
      },
    }),

    async resume({ queue, historyQueue, store }) {
      const names = await files.names(); // sorted by id, which is by time
      await removeLeftovers(names);
      const jobs: Job[] = [];
      const results: Submission[] = [];
      for (const name of names.filter((name) => name.endsWith('.json'))) {
        const entry = await readEntry(name);
        if (!entry) continue;
        const { id } = entry.job;
        const end = names.includes(`${id}.told`) ? await files.read(`${id}.told`) : undefined;
        const told = end ? readSubmission(end) : undefined;
        if (told) {
          kept.add(id);
          await tellAgain(told, store);
          results.push(told);
        } else {
          await takeUp(entry, names.includes(`${id}.begun`));
          const { submittedAt, request } = entry.job;
          await store.append(id, { type: 'queued', request, at: submittedAt });
          jobs.push(entry.job);
        }
      }
      void pushAll(jobs, queue);
      void pushAll(results, historyQueue);
      return { jobs: jobs.length, results: results.length };
    },

    check: () => files.check(),
  };

  async function readEntry(name: string): Promise<Entry | undefined> {
    const entry = (await files.read(name)) as Entry | undefined;
    return entry && { ...entry, job: readJob(entry.job) };
  }

  async function takeUp({ job, restarts: times }: Entry, wasBegun: boolean): Promise<void> {
    const all = times + (wasBegun ? 1 : 0);
    await keep({ job, restarts: all });
    await files.remove(`${job.id}.begun`);
    restarts.set(job.id, all);
  }

  async function keep(entry: Entry): Promise<void> {
    kept.add(entry.job.id);
    try {
      await files.keep(`${entry.job.id}.json`, entry, { flush: true });
    } catch (error) {
      kept.delete(entry.job.id);
      throw error;
    }
  }

  /** On a full disk the result is given to readers all the same. */
  async function keepTold(submission: Submission | undefined): Promise<void> {
    if (!submission) return;
    if (isFinal(submission.status)) await files.keep(`${submission.id}.told`, submission).catch(() => {});
    else await files.remove(`${submission.id}.told`);
  }

  async function remove(id: string): Promise<void> {
    kept.delete(id);
    restarts.delete(id);
    for (const name of [`${id}.json`, `${id}.told`, `${id}.begun`]) await files.remove(name); // a job is never without its end
  }

  /** What is there of jobs that are forgotten: a process ended while it removed them. */
  async function removeLeftovers(names: readonly string[]): Promise<void> {
    const isLeft = (name: string) => !names.includes(name.replace(/\.(told|begun)$/, '.json'));
    for (const name of names) if (/\.(told|begun)$/.test(name) && isLeft(name)) await files.remove(name);
  }
}

/** After the story of an earlier process, whatever its followers have seen of that. */
async function tellAgain(submission: Submission, store: SubmissionStore): Promise<void> {
  const [queued, ...others] = storyOf(submission);
  await store.append(submission.id, queued!);
  await store.appendAll(submission.id, others, { attempt: AFTER_ALL_ATTEMPTS, n: 0 });
}

/** What was accepted once is not refused now: it waits until there is room. */
async function pushAll<T>(items: readonly T[], queue: Queue<T>): Promise<void> {
  for (const item of items) {
    while (!(await pushed(item, queue))) await sleep(FULL_MS, undefined, { ref: false });
  }
}
