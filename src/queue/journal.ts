import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Submission } from '../domain.ts';
import { EngineError } from '../errors.ts';
import type { SubmissionStore } from '../store/store.ts';
import type { Queue } from './queue.ts';

/** Accepted jobs that are not in the history yet, on disk: what a queue in memory would lose with its process. */
export interface Journal {
  /** The same queue, whose jobs are on disk before they count as accepted. */
  jobs(queue: Queue<Job>): Queue<Job>;
  /** The same queue; what is taken from it for good leaves the journal, and `saved` is told of it. */
  finished(queue: Queue<Submission>, saved: (id: string) => void): Queue<Submission>;
  /**
   * Submits what an earlier process has left, as a further attempt, and says how many that are. When it resolves their
   * stories can be followed. One that was finished at the last moment runs again; the history keeps its first result.
   */
  resume(deps: { queue: Queue<Job>; store: SubmissionStore }): Promise<number>;
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
          yield { ...delivery, attempt: delivery.attempt + (restarts.get(delivery.item.id) ?? 0) };
        }
      },
    }),

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

    async resume({ queue, store }) {
      await ready;
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort(); // ids tell the time
      const left: Job[] = [];
      for (const name of names) {
        const entry = await readEntry(join(folder, name));
        if (!entry) continue;
        const { job, restarts: times } = entry;
        await keep({ job, restarts: times + 1 });
        restarts.set(job.id, times + 1);
        const { id, submittedAt, ...request } = job;
        await store.append(id, { type: 'queued', request, at: submittedAt });
        left.push(job);
      }
      void pushAll(left, queue);
      return left.length;
    },
  };

  /** What was accepted once is not refused now: it waits until there is room. */
  async function pushAll(jobs: readonly Job[], queue: Queue<Job>): Promise<void> {
    for (const job of jobs) {
      while (!(await pushed(job, queue))) await sleep(FULL_MS, undefined, { ref: false });
    }
  }

  /** Whole or not at all. */
  async function keep(entry: Entry): Promise<void> {
    kept.add(entry.job.id);
    await ready;
    const file = fileOf(entry.job.id);
    await writeFile(`${file}.new`, JSON.stringify(entry), { flush: true });
    await rename(`${file}.new`, file);
  }

  async function remove(id: string): Promise<void> {
    kept.delete(id);
    restarts.delete(id);
    await rm(fileOf(id), { force: true });
  }

  function fileOf(id: string): string {
    return join(folder, `${id}.json`);
  }
}

/** One that was cut off by a power failure is put aside, where somebody may look at it. */
async function readEntry(file: string): Promise<Entry | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Entry;
  } catch {
    await rename(file, `${file}.unreadable`);
    return undefined;
  }
}

async function pushed(job: Job, queue: Queue<Job>): Promise<boolean> {
  try {
    await queue.push(job);
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'queue_full') return false;
    throw error;
  }
}
