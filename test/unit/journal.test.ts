import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job, Submission } from '../../src/domain.ts';
import { createJournal } from '../../src/queue/journal.ts';
import { createMemoryQueue } from '../../src/queue/memory.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

const job = (id: string): Job => ({
  id,
  language: 'python',
  code: '1',
  input: '',
  submittedAt: '2026-01-02T03:04:05Z',
});

describe('the journal', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'codeengine-journal-'))));
  afterEach(() => rm(folder, { recursive: true }));
  const queueOf = (max: number) => createMemoryQueue<Job>({ max, abandonedAfterMs: 60_000 });
  const files = async () => (await readdir(folder)).sort();

  it('holds what is accepted, and not what the full queue refuses', async () => {
    const jobs = createJournal(folder).jobs(queueOf(1));
    await jobs.push(job('a'));
    await expect(jobs.push(job('b'))).rejects.toMatchObject({ code: 'queue_full' });
    expect(await files()).toEqual(['a.json']);
  });

  it('keeps an accepted job when a copy of it is refused, or pushed twice at once', async () => {
    const jobs = createJournal(folder).jobs(queueOf(1));
    await jobs.push(job('a'));
    const again = await Promise.allSettled([jobs.push(job('a')), jobs.push(job('a'))]);
    expect(again.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await files()).toEqual(['a.json']);
  });

  it('hands on what an earlier process has left, as a further attempt, and puts aside what cannot be read', async () => {
    await createJournal(folder).jobs(queueOf(9)).push(job('a'));
    await writeFile(join(folder, 'b.json'), '');
    const journal = createJournal(folder);
    const [queue, store] = [queueOf(9), createMemoryStore({ ttlMs: 60_000 })];
    expect(await journal.resume({ queue, store })).toBe(1);
    for await (const { item, attempt } of journal.jobs(queue).deliveries(AbortSignal.timeout(5000))) {
      expect([item.id, attempt]).toEqual(['a', 2]);
      break;
    }
    expect((await store.find('a'))?.submission.status).toBe('queued');
    expect(await files()).toEqual(['a.json', 'b.json.unreadable']);
  });

  it('forgets a job once its record is taken for good', async () => {
    const journal = createJournal(folder);
    const done = createMemoryQueue<Submission>({ max: Infinity, abandonedAfterMs: 60_000 });
    await journal.jobs(queueOf(9)).push(job('a'));
    await done.push({ id: 'a' } as Submission);
    const saved: string[] = [];
    for await (const { ack } of journal.finished(done, (id) => saved.push(id)).deliveries(AbortSignal.timeout(5000))) {
      await ack();
      break;
    }
    expect([await files(), saved]).toEqual([[], ['a']]);
  });
});
