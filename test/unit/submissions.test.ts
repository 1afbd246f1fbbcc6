import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { SubmissionEvent } from '../../src/domain/events.ts';
import type { Job } from '../../src/domain/request.ts';
import { createMemoryInbox } from '../../src/inbox/memory.ts';
import { createMemoryQueue } from '../../src/queue/memory.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createSubmissions } from '../../src/submissions.ts';
import { createWorkerWatch } from '../../src/worker-watch.ts';
import { createMemoryRegistry } from '../../src/workers/memory.ts';
import { createMemoryHistory } from '../support/memory-history.ts';
import { requestFor } from '../../tools/programs.ts';
import { completed, finished, finishedSubmission, output, running } from '../support/stories.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Submissions with real parts, except for workers: a test appends their events itself. */
function start(options: { max?: number; patienceMs?: number } = {}) {
  const queue = createMemoryQueue<Job>({ max: options.max ?? 10, abandonedAfterMs: 60_000 });
  const store = createMemoryStore({ ttlMs: 60_000 });
  const inbox = createMemoryInbox({ maxBytes: 1000 });
  const history = createMemoryHistory();
  const registry = createMemoryRegistry();
  const counted: string[] = [];
  const metrics = { accepted: (language: string) => void counted.push(language) };
  const watch = createWorkerWatch(registry);
  const { patienceMs = 60_000 } = options;
  const submissions = createSubmissions({
    queue,
    store,
    inbox,
    history,
    watch,
    metrics,
    interactiveMax: 1,
    patienceMs,
  });
  closers.push(
    () => queue.close(),
    () => store.close(),
  );
  return { queue, store, history, submissions, counted };
}

const forever = new AbortController().signal;
const program = requestFor('python', 'print("hi")');

async function typesOf(events: AsyncIterable<{ event: SubmissionEvent }>): Promise<string[]> {
  const types: string[] = [];
  for await (const { event } of events) types.push(event.type);
  return types;
}

describe('submit', () => {
  it('begins the story, then pushes the job', async () => {
    const { submissions, queue, counted } = start();
    const id = await submissions.submit(program);
    expect(await submissions.find(id)).toMatchObject({ id, request: program, status: 'queued' });
    expect([await queue.depth(), counted]).toEqual([1, ['python']]);
  });

  it('accepts a key for one request, and for no other', async () => {
    const { submissions, queue } = start();
    const id = await submissions.submit(program, { key: 'k' });
    expect(await submissions.submit(program, { key: 'k' })).toBe(id);
    const other = { ...program, limits: { timeMs: 5 } };
    await expect(submissions.submit(other, { key: 'k' })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    expect(await queue.depth()).toBe(1);
  });

  it('accepts a key of version 0.1 only for the same request', async () => {
    const { submissions, store } = start();
    const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
    const id = await submissions.submit(program);
    await store.claim(sha256('k'), { id, fingerprint: sha256(JSON.stringify(['python', 'print("hi")', ''])) });
    expect(await submissions.submit(program, { key: 'k' })).toBe(id);
    for (const other of [requestFor('python', 'print("ha")'), { ...program, limits: { timeMs: 5 } }])
      await expect(submissions.submit(other, { key: 'k' })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  });

  it('keeps nothing of a submission that a full queue refuses, so that its key can be used again', async () => {
    const { submissions, queue } = start({ max: 1 });
    await submissions.submit(program);
    await expect(submissions.submit(program, { key: 'k' })).rejects.toMatchObject({ code: 'queue_full' });
    for await (const delivery of queue.deliveries(forever)) {
      await delivery.ack();
      break;
    }
    const id = await submissions.submit(program, { key: 'k' });
    expect(await submissions.find(id)).toMatchObject({ status: 'queued' });
  });
});

describe('follow', () => {
  it('yields the whole story and ends, and resumes after a cursor', async () => {
    const { submissions, store } = start();
    const id = await submissions.submit(program);
    await store.appendAll(id, [running, output('hi\n'), finished], { attempt: 1, n: 0 });
    const all = ['queued', 'running', 'output', 'finished'];
    expect(await typesOf(submissions.follow(id, { signal: forever }))).toEqual(all);
    expect(await typesOf(submissions.follow(id, { after: '1-0', signal: forever }))).toEqual(['output', 'finished']);
    expect(await typesOf(submissions.follow(id, { after: '1-2', signal: forever }))).toEqual([]);
  });

  it('yields only the last event, once, when only the history has the record', async () => {
    const { submissions, history } = start();
    const old = finishedSubmission();
    await history.save(old);
    const cursors: string[] = [];
    for await (const { cursor, event } of submissions.follow(old.id, { signal: forever })) {
      expect(event).toEqual({ type: 'finished', result: old.result, at: old.finishedAt });
      cursors.push(cursor);
    }
    const { cursor, isFinished } = (await submissions.outline(old.id))!;
    expect([cursors, isFinished]).toEqual([[cursor], true]);
    expect(await typesOf(submissions.follow(old.id, { after: cursor, signal: forever }))).toEqual([]);
  });

  it('yields nothing for an unknown id', async () => {
    const { submissions } = start();
    expect(await typesOf(submissions.follow('0192f0c1-0000-7000-8000-000000000000', { signal: forever }))).toEqual([]);
  });
});

describe('ended', () => {
  it('resolves with the final record as soon as there is one', async () => {
    const { submissions, store } = start();
    const id = await submissions.submit(program);
    const ended = submissions.ended(id, forever);
    await store.appendAll(id, [running, output('hi\n'), finished], { attempt: 1, n: 0 });
    expect(await ended).toMatchObject({ id, status: 'completed', stdout: 'hi\n', result: completed });
  });

  it('rejects with the reason when no worker is alive, and says that the id stays valid', async () => {
    const { submissions } = start({ patienceMs: 100 });
    const id = await submissions.submit(program);
    const reason = { code: 'unavailable', message: expect.stringMatching(`No worker is running.*${id}`) };
    await expect(submissions.ended(id, forever)).rejects.toMatchObject(reason);
    await expect(submissions.ended(id, AbortSignal.abort())).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('cancel', () => {
  it('finishes the story once', async () => {
    const { submissions } = start();
    const id = await submissions.submit(program);
    await submissions.cancel(id);
    expect(await submissions.find(id)).toMatchObject({ status: 'cancelled', startedAt: null });
    await expect(submissions.cancel(id)).rejects.toMatchObject({ code: 'already_finished' });
  });

  it('refuses a finished and an unknown submission', async () => {
    const { submissions, history } = start();
    const old = finishedSubmission();
    await history.save(old);
    await expect(submissions.cancel(old.id)).rejects.toMatchObject({ code: 'already_finished' });
    const unknown = '0192f0c1-0000-7000-8000-000000000000';
    await expect(submissions.cancel(unknown)).rejects.toMatchObject({ code: 'not_found' });
  });
});
