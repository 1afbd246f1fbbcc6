import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubmissionEvent } from '../../src/domain/events.ts';
import type { Submission } from '../../src/domain/record.ts';
import type { Job } from '../../src/domain/request.ts';
import { createJournal } from '../../src/queue/journal.ts';
import { createMemoryQueue } from '../../src/queue/memory.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { compareCursors } from '../../src/store/store.ts';
import { requestFor } from '../../tools/programs.ts';
import { cancelled, finished, output, running } from '../support/stories.ts';

const job = (id: string): Job => ({
  id,
  request: requestFor('python', '1'),
  submittedAt: '2026-01-02T03:04:05Z',
});

describe('the journal', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'codeengine-journal-'))));
  afterEach(() => rm(folder, { recursive: true }));
  const queueOf = (max: number) => createMemoryQueue<Job>({ max, abandonedAfterMs: 60_000 });
  const files = async () => (await readdir(folder)).sort();

  it('keeps accepted jobs, and no job that a full queue refuses', async () => {
    const jobs = createJournal(folder).jobs(queueOf(1));
    await jobs.push(job('a'));
    await expect(jobs.push(job('b'))).rejects.toMatchObject({ code: 'queue_full' });
    expect(await files()).toEqual(['a.json']);
  });

  it('keeps an accepted job when a copy of the job is refused, or two copies are pushed at the same time', async () => {
    const jobs = createJournal(folder).jobs(queueOf(1));
    await jobs.push(job('a'));
    const again = await Promise.allSettled([jobs.push(job('a')), jobs.push(job('a'))]);
    expect(again.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await files()).toEqual(['a.json']);
  });

  /** A journal as another process opens it on the same folder. */
  const nextProcess = async () => {
    const journal = createJournal(folder);
    const [queue, store] = [queueOf(9), createMemoryStore({ ttlMs: 60_000 })];
    const historyQueue = createMemoryQueue<Submission>({ max: Infinity, abandonedAfterMs: 60_000 });
    const left = await journal.resume({ queue, historyQueue, store });
    const jobs = journal.jobs(queue);
    return { jobs, store: journal.store(store), historyQueue, left, take: () => taken(jobs) };
  };
  const taken = async <T>(queue: Queue<T>) => {
    for await (const delivery of queue.deliveries(AbortSignal.timeout(60_000))) return delivery;
    throw new Error('nothing came');
  };
  const queued: SubmissionEvent = {
    type: 'queued',
    request: requestFor('python', '1'),
    at: job('').submittedAt,
  };

  it('resumes the jobs of an earlier process, and renames files that cannot be read', async () => {
    await createJournal(folder).jobs(queueOf(9)).push(job('a'));
    await writeFile(join(folder, 'b.json'), '');
    await writeFile(join(folder, 'c.json.1.new'), '{"job":');
    await writeFile(join(folder, 'd.told'), '{}'); // its job has been deleted
    const { left, take, store } = await nextProcess();
    expect(left).toEqual({ jobs: 1, results: 0 });
    expect((await take()).item.id).toBe('a');
    expect((await store.find('a'))?.submission.status).toBe('queued');
    expect(await files()).toEqual(['a.begun', 'a.json', 'b.json.unreadable']);
  });

  it('resumes jobs and results of an earlier version', async () => {
    const program = { language: 'c', code: 'x', input: 'in' };
    const [at, request] = ['2026-01-02T03:04:05.000Z', { ...requestFor('c', 'x', 'in') }];
    const write = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
    for (const id of ['a', 'b']) await write(`${id}.json`, { job: { id, ...program, submittedAt: at }, restarts: 0 });
    const { usage, ...ending } = finished.result;
    const { wallMs: _wallMs, stalledMs: _stalledMs, ...used } = usage!;
    const texts = { stdout: 'hi', stderr: '', compiler: '', createdAt: at, startedAt: at, finishedAt: at };
    const record = { id: 'b', request: program, status: 'completed', sandbox: 'wasm', ...texts };
    await write('b.told', { ...record, result: { ...ending, ...used } });
    const { left, take, store } = await nextProcess();
    expect(left).toEqual({ jobs: 1, results: 1 });
    expect((await take()).item).toEqual({ id: 'a', request, submittedAt: at });
    const result = { ...ending, usage: { ...used, wallMs: ending.runMs, stalledMs: null } };
    expect((await store.find('b'))?.submission).toEqual({
      ...record,
      request,
      tests: [],
      artifacts: null,
      transcript: null,
      result,
    });
  });

  it('counts a restart against a job only when its run had begun', async () => {
    const first = await nextProcess();
    for (const id of ['a', 'b', 'c']) await first.jobs.push(job(id));
    await first.take();
    await (await first.take()).release(false);
    const attempts = async () => {
      const { take, left } = await nextProcess();
      const deliveries = [await take(), await take(), await take()];
      for (const { release, item } of deliveries) if (item.id !== 'a') await release(false);
      return [left.jobs, ...deliveries.map(({ attempt }) => attempt)];
    };
    expect(await attempts()).toEqual([3, 2, 1, 1]);
    expect(await attempts()).toEqual([3, 3, 1, 1]);
  });

  it('does not repeat a run whose result a client may have read: the result goes to the history', async () => {
    const first = await nextProcess();
    for (const id of ['told', 'cancelled']) {
      await first.store.append(id, queued);
      await first.jobs.push(job(id));
    }
    await first.take();
    const told = [running, output('hi\n'), finished];
    expect(await first.store.appendAll('told', told, { attempt: 1, n: 0 })).toBe(true);
    expect(await first.store.append('told', cancelled)).toBe(false);
    expect(await first.store.append('cancelled', cancelled)).toBe(true);
    const next = await nextProcess();
    expect(next.left).toEqual({ jobs: 0, results: 2 });
    for (const id of ['told', 'cancelled']) {
      const before = (await first.store.find(id))?.submission;
      expect((await next.store.find(id))?.submission).toEqual(before);
    }
    const seen = (await first.store.find('told'))!.cursor;
    const { cursor, isFinished } = (await next.store.outline('told'))!;
    expect([compareCursors(cursor, seen) > 0, isFinished]).toEqual([true, true]);
    expect(await next.historyQueue.depth()).toBe(2);
  });

  it('rejects with unavailable and the reason when the disk is full, and keeps nothing of a refused job', async () => {
    const journal = createJournal(folder);
    const jobs = journal.jobs(queueOf(9));
    await journal.check();
    await symlink('/dev/full', join(folder, 'a.json.2.new'));
    await expect(jobs.push(job('a'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('the disk is full'),
    });
    expect([await files(), await jobs.depth()]).toEqual([[], 0]);
    await symlink('/dev/full', join(folder, 'check.3.new'));
    await expect(journal.check()).rejects.toThrow('the disk is full');
    await journal.check();
    await jobs.push(job('a'));
    expect(await files()).toEqual(['a.json']);
  });

  it('deletes a job once its record is acknowledged', async () => {
    const journal = createJournal(folder);
    const done = createMemoryQueue<Submission>({ max: Infinity, abandonedAfterMs: 60_000 });
    await journal.jobs(queueOf(9)).push(job('a'));
    await done.push({ id: 'a' } as Submission);
    const saved: string[] = [];
    for await (const { ack } of journal.records(done, (id) => saved.push(id)).deliveries(AbortSignal.timeout(60_000))) {
      await ack();
      break;
    }
    expect([await files(), saved]).toEqual([[], ['a']]);
  });
});
