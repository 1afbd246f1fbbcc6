import { readJob, readSubmission } from '../domain/earlier.ts';
import { isFinal, type Submission } from '../domain/record.ts';
import type { Job } from '../domain/request.ts';
import { createFiles } from './files.ts';

/** The files of the journal: accepted jobs, each with what a restart must know of its run. */
export interface Entries {
  has(id: string): boolean;
  /** Resolves once the job is on disk and outlasts a power failure. Rejects with `unavailable`. */
  add(job: Job): Promise<void>;
  /** Notes that the run of a job has begun. On a full disk the note is missing, and a restart counts too few attempts. */
  begin(id: string): Promise<void>;
  /** Takes the note of `begin` back. */
  notBegun(id: string): Promise<void>;
  /** How many processes have ended while they ran the job. */
  restartsOf(id: string): number;
  /** Keeps a final record beside its job, and removes one that is not final. On a full disk nothing is kept. */
  keepResult(submission: Submission | undefined): Promise<void>;
  remove(id: string): Promise<void>;
  /** What an earlier process has left, in the order of submission; a run that had begun counts as a restart. */
  restore(): Promise<readonly Restored[]>;
  /** Rejects with a sentence when no job can be kept. */
  check(): Promise<void>;
}

export interface Restored {
  readonly job: Job;
  /** The final record, when the run of the job had ended. */
  readonly result: Submission | undefined;
}

/** What the file of a job holds. */
interface Entry {
  readonly job: Job;
  readonly restarts: number;
}

/**
 * For each job `folder` has ID.json, the job; ID.begun when its run has begun; and ID.told, its record when that is
 * final.
 */
export function createEntries(folder: string): Entries {
  const files = createFiles(folder);
  const kept = new Set<string>();
  const restarts = new Map<string, number>();

  return {
    has: (id) => kept.has(id),
    add: (job) => keep({ job, restarts: 0 }),
    begin: (id) => files.keep(`${id}.begun`, true).catch(() => {}), // the disk is full: the job runs all the same
    notBegun: (id) => files.remove(`${id}.begun`),
    restartsOf: (id) => restarts.get(id) ?? 0,

    async keepResult(submission) {
      if (!submission) return;
      const name = `${submission.id}.told`;
      if (isFinal(submission.status))
        await files.keep(name, submission).catch(() => {}); // the disk is full: readers get the result all the same
      else await files.remove(name);
    },

    async remove(id) {
      kept.delete(id);
      restarts.delete(id);
      for (const name of [`${id}.json`, `${id}.told`, `${id}.begun`]) await files.remove(name); // the job first: a job without its result would run again
    },

    async restore() {
      const names = await files.names(); // sorted by id, which is by time
      await removeLeftovers(names);
      const restored: Restored[] = [];
      for (const name of names.filter((name) => name.endsWith('.json'))) {
        const entry = await readEntry(name);
        if (!entry) continue;
        const { id } = entry.job;
        const result = names.includes(`${id}.told`) ? await readResult(id) : undefined;
        if (result) kept.add(id);
        else await countRestart(entry, names.includes(`${id}.begun`));
        restored.push({ job: entry.job, result });
      }
      return restored;
    },

    check: () => files.check(),
  };

  async function keep(entry: Entry): Promise<void> {
    kept.add(entry.job.id);
    try {
      await files.keep(`${entry.job.id}.json`, entry, { flush: true });
    } catch (error) {
      kept.delete(entry.job.id);
      throw error;
    }
  }

  async function readEntry(name: string): Promise<Entry | undefined> {
    const entry = (await files.read(name)) as Entry | undefined;
    return entry && { ...entry, job: readJob(entry.job) };
  }

  async function readResult(id: string): Promise<Submission | undefined> {
    const result = await files.read(`${id}.told`);
    return result ? readSubmission(result) : undefined;
  }

  async function countRestart({ job, restarts: before }: Entry, wasBegun: boolean): Promise<void> {
    const count = before + (wasBegun ? 1 : 0);
    await keep({ job, restarts: count });
    await files.remove(`${job.id}.begun`);
    restarts.set(job.id, count);
  }

  /** Files of jobs that are removed already: an earlier process ended in the middle of `remove`. */
  async function removeLeftovers(names: readonly string[]): Promise<void> {
    const isLeftover = (name: string) => !names.includes(name.replace(/\.(told|begun)$/, '.json'));
    for (const name of names) if (/\.(told|begun)$/.test(name) && isLeftover(name)) await files.remove(name);
  }
}
