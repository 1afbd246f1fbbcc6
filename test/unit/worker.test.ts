import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Job, Submission } from '../../src/domain.ts';
import { createMemoryQueue } from '../../src/queue/memory.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createWorker, type Worker } from '../../src/worker.ts';
import { eventually } from '../support/engine.ts';
import { createScriptedSandbox, limits } from '../support/scripted-sandbox.ts';
import { cancelled, job, running } from '../support/stories.ts';

const workers: Worker[] = [];
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.close())));

function setUp({ lanes = 1, abandonedAfterMs = 60_000, ready = async () => {} } = {}) {
  const queue = createMemoryQueue<Job>({ max: 100, abandonedAfterMs });
  const historyQueue = createMemoryQueue<Submission>({ max: 100, abandonedAfterMs });
  const store = createMemoryStore({ ttlMs: 60_000 });
  const sandbox = { ...createScriptedSandbox(), check: ready };
  const metrics = { laneBusy: () => {}, finished: () => {} };
  const log = pino({ level: 'silent' });
  const work = () => {
    const worker = createWorker({ queue, store, historyQueue, sandbox, limits, lanes, metrics, log });
    workers.push(worker);
    return worker;
  };
  const submit = async (wanted: Job) => {
    const { id, submittedAt, ...request } = wanted;
    await store.append(id, { type: 'queued', request, at: submittedAt });
    await queue.push(wanted);
    return id;
  };
  const ended = (id: string) => eventually(async () => (await store.find(id))?.submission.result != null);
  return { queue, historyQueue, store, sandbox, work, submit, ended };
}

describe('the worker', () => {
  it('hands what is finished to history, and acknowledges it', async () => {
    const { queue, historyQueue, work, submit, ended } = setUp();
    work();
    await ended(await submit(job('say hi')));
    await eventually(async () => (await queue.depth()) === 0);
    expect(await historyQueue.depth()).toBe(1);
  });

  it('does not run a job whose story is finished already', async () => {
    const { queue, store, sandbox, work, submit, historyQueue } = setUp();
    const id = await submit(job('say never'));
    await store.append(id, cancelled);
    work();
    await eventually(async () => (await queue.depth()) === 0);
    expect([sandbox.started, await historyQueue.depth()]).toEqual([[], 1]);
  });

  it('runs a job whose story is gone', async () => {
    const { queue, store, work, ended } = setUp();
    const lost = job('say found');
    await queue.push(lost);
    work();
    await ended(lost.id);
    expect((await store.find(lost.id))?.submission).toMatchObject({ status: 'completed', stdout: 'found\n' });
  });

  it('leaves a job alone that another attempt is running', async () => {
    const { queue, store, sandbox, work, submit } = setUp();
    const id = await submit(job('say twice'));
    await store.append(id, running, { attempt: 2, n: 0 });
    work();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([sandbox.started, await queue.depth()]).toEqual([[], 1]);
  });

  it('runs a lost job again, and gives it up as internal after three deliveries', async () => {
    const { queue, store, sandbox, work, submit, ended } = setUp({ abandonedAfterMs: 100 });
    const id = await submit(job('say poison'));
    const stop = new AbortController();
    let taken = 0;
    for await (const _ of queue.deliveries(stop.signal)) if (++taken === 3) break;
    stop.abort();
    work();
    await ended(id);
    expect((await store.find(id))?.submission).toMatchObject({ status: 'error', result: { reason: 'internal' } });
    expect(sandbox.started).toEqual([]);
  });

  it('takes no job before its sandbox can run one', async () => {
    let ready = false;
    const { sandbox, work, submit, ended } = setUp({
      ready: async () => {
        if (!ready) throw new Error('the image is being built');
      },
    });
    const id = await submit(job('say at last'));
    work();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sandbox.started).toEqual([]);
    ready = true;
    await ended(id);
  });

  it('finishes what runs before it closes, and takes nothing more', async () => {
    const { store, work, submit, queue, sandbox } = setUp();
    const first = await submit(job('sleep 300\nsay done'));
    await submit(job('say later'));
    const worker = work();
    await eventually(() => sandbox.active() === 1);
    await worker.close();
    expect((await store.find(first))?.submission).toMatchObject({ status: 'completed', stdout: 'done\n' });
    expect(await queue.depth()).toBe(1);
  });
});
