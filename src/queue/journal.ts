import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Submission } from '../domain.ts';
import { EngineError } from '../errors.ts';
import type { History } from '../history/history.ts';
import type { SubmissionStore } from '../store/store.ts';
import type { Queue } from './queue.ts';

/** Accepted jobs that are not in the history yet, on disk: what a queue in memory would lose with its process. */
export interface Journal {
  /** The same queue, whose jobs are on disk before they count as accepted. */
  jobs(queue: Queue<Job>): Queue<Job>;
  /** The same queue; what is taken from it for good leaves the journal. */
  finished(queue: Queue<Submission>): Queue<Submission>;
  /** Submits what an earlier process has left, as a further attempt. */
  resume(deps: { queue: Queue<Job>; store: SubmissionStore; history: History }): Promise<number>;
}

/** What a job's file holds. */
interface Entry {
  readonly job: Job;
  /** How many processes have left it. */
  readonly restarts: number;
}

const FULL_MS = 100;

/** Keeps each job in a file of its own in `folder`. */
export function createJournal(folder: string): Journal {
  const ready = mkdir(folder, { recursive: true });
  const restarts = new Map<string, number>();

  return {
    jobs: (queue) => ({
      ...queue,
      async push(job) {
        await keep({ job, restarts: 0 });
        try {
          await queue.push(job);
        } catch (error) {
          await remove(job.id);
          throw error;
        }
      },
      async *deliveries(signal) {
        for await (const { item, attempt, ack } of queue.deliveries(signal)) {
          yield { item, attempt: attempt + (restarts.get(item.id) ?? 0), ack };
        }
      },
    }),

    finished: (queue) => ({
      ...queue,
      async *deliveries(signal) {
        for await (const { item, attempt, ack } of queue.deliveries(signal)) {
          const settle = async () => {
            await remove(item.id);
            await ack();
          };
          yield { item, attempt, ack: settle };
        }
      },
    }),

    async resume({ queue, store, history }) {
      await ready;
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort(); // ids tell the time
      for (const name of names) {
        const left = JSON.parse(await readFile(join(folder, name), 'utf8')) as Entry;
        const entry = { ...left, restarts: left.restarts + 1 };
        await keep(entry);
        if (await history.find(entry.job.id)) await remove(entry.job.id);
        else await submitAgain(entry, queue, store);
      }
      return names.length;
    },
  };

  async function submitAgain(
    { job, restarts: times }: Entry,
    queue: Queue<Job>,
    store: SubmissionStore,
  ): Promise<void> {
    const { id, submittedAt, ...request } = job;
    restarts.set(id, times);
    await store.append(id, { type: 'queued', request, at: submittedAt });
    for (;;) {
      try {
        return await queue.push(job);
      } catch (error) {
        if (!(error instanceof EngineError && error.code === 'queue_full')) throw error;
        await sleep(FULL_MS);
      }
    }
  }

  /** Whole or not at all. */
  async function keep(entry: Entry): Promise<void> {
    await ready;
    const file = fileOf(entry.job.id);
    await writeFile(`${file}.new`, JSON.stringify(entry));
    await rename(`${file}.new`, file);
  }

  async function remove(id: string): Promise<void> {
    restarts.delete(id);
    await rm(fileOf(id), { force: true });
  }

  function fileOf(id: string): string {
    return join(folder, `${id}.json`);
  }
}
