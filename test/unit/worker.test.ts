import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Submission } from '../../src/domain/record.ts';
import type { Job } from '../../src/domain/request.ts';
import { createMemoryInbox } from '../../src/inbox/memory.ts';
import { createMemoryQueue } from '../../src/queue/memory.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createWorker, type Worker } from '../../src/worker.ts';
import { languages } from '../../tools/programs.ts';
import { eventually } from '../support/engine.ts';
import { createScriptedSandbox, limits } from '../support/scripted-sandbox.ts';
import { cancelled, job, running } from '../support/stories.ts';

const workers: Worker[] = [];
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.close())));

function setUp({
  lanes = 1,
  abandonedAfterMs = 60_000,
  renewMs = 4000,
  ready = async () => {},
  historyMax = 100,
  interactiveMax = 8,
  inbox = createMemoryInbox({ maxBytes: 1000 }),
  log = pino({ level: 'silent' }),
} = {}) {
  const queue = createMemoryQueue<Job>({ max: 100, abandonedAfterMs });
  const historyQueue = createMemoryQueue<Submission>({ max: historyMax, abandonedAfterMs });
  const store = createMemoryStore({ ttlMs: 60_000 });
  const sandbox = { ...createScriptedSandbox(), check: ready };
  const metrics = { laneBusy: () => {}, compiled: () => {}, finished: () => {} };
  const work = () => {
    const worker = createWorker({
      languages,
      queue,
      store,
      inbox,
      interactiveMax,
      historyQueue,
      sandbox,
      limits,
      lanes,
      renewMs,
      metrics,
      log,
    });
    workers.push(worker);
    return worker;
  };
  const submit = async (wanted: Job) => {
    const { id, submittedAt, request } = wanted;
    await store.append(id, { type: 'queued', request, at: submittedAt });
    await queue.push(wanted);
    return id;
  };
  const ended = (id: string) => eventually(async () => (await store.find(id))?.submission.result != null);
  return { queue, historyQueue, store, inbox, sandbox, work, submit, ended };
}

describe('the worker', () => {
  it('pushes the finished record to the history queue, and acknowledges the job', async () => {
    const { queue, historyQueue, work, submit, ended } = setUp();
    work();
    await ended(await submit(job('say hi')));
    await eventually(async () => (await queue.depth()) === 0);
    expect(await historyQueue.depth()).toBe(1);
  });

  it('does not run a job whose story is finished', async () => {
    const { queue, store, sandbox, work, submit, historyQueue } = setUp();
    const id = await submit(job('say never'));
    await store.append(id, cancelled);
    work();
    await eventually(async () => (await queue.depth()) === 0);
    expect([sandbox.started, await historyQueue.depth()]).toEqual([[], 1]);
  });

  it('runs a job whose story does not exist', async () => {
    const { queue, store, work, ended } = setUp();
    const lost = job('say found');
    await queue.push(lost);
    work();
    await ended(lost.id);
    expect((await store.find(lost.id))?.submission).toMatchObject({ status: 'completed', stdout: 'found\n' });
  });

  it('does not acknowledge a job that another attempt is running', async () => {
    const { queue, store, sandbox, work, submit } = setUp();
    const id = await submit(job('say twice'));
    await store.append(id, running, { attempt: 2, n: 0 });
    work();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([sandbox.started, await queue.depth()]).toEqual([[], 1]);
  });

  it('runs a lost job again, and finishes it as internal after three deliveries', async () => {
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

  it('renews the lease of a job until a slow sandbox begins', async () => {
    const { sandbox, work, submit, ended, store } = setUp({ lanes: 2, abandonedAfterMs: 1500, renewMs: 100 });
    const id = await submit(job('sleep 3000\nsay once'));
    work();
    await ended(id);
    expect(sandbox.started).toHaveLength(1);
    expect((await store.find(id))?.submission).toMatchObject({ status: 'completed', stdout: 'once\n' });
  });

  it('takes no job until its sandbox is ready', async () => {
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

  it('runs a program again when its sandbox failed before the first event', async () => {
    const { sandbox, work, submit, ended, store } = setUp();
    const run = sandbox.run.bind(sandbox);
    let failures = 1;
    sandbox.run = (program, signal) => {
      if (failures-- > 0) throw new Error('the sandbox is away');
      return run(program, signal);
    };
    const id = await submit(job('say at last'));
    work();
    await ended(id);
    expect((await store.find(id))?.submission).toMatchObject({ status: 'completed', stdout: 'at last\n' });
  });

  it.each([
    ['say seen\nbreak', ['say seen\nbreak'], 'seen\n'],
    ['break', ['break', 'break'], ''],
  ])(
    'finishes %j as internal: no run is repeated after its first event, and otherwise only once',
    async (code, runs, stdout) => {
      const { sandbox, work, submit, ended, store } = setUp();
      const id = await submit(job(code));
      work();
      await ended(id);
      expect(sandbox.started).toEqual(runs);
      expect((await store.find(id))?.submission).toMatchObject({ stdout, result: { reason: 'internal' } });
    },
  );

  it('loses no job when its sandbox fails while many lanes wait for one', async () => {
    let isAway = false;
    const { sandbox, work, submit, ended, store } = setUp({
      lanes: 4,
      ready: async () => {
        if (isAway) throw new Error('the sandbox is away');
      },
    });
    const run = sandbox.run.bind(sandbox);
    sandbox.run = (program, signal) => {
      if (isAway) throw new Error('the sandbox is away');
      return run(program, signal);
    };
    work();
    await ended(await submit(job('say first')));
    isAway = true;
    const ids = await Promise.all(Array.from({ length: 8 }, () => submit(job('say waits'))));
    await new Promise((resolve) => setTimeout(resolve, 200));
    isAway = false;
    for (const id of ids) {
      await ended(id);
      expect((await store.find(id))?.submission).toMatchObject({ status: 'completed', stdout: 'waits\n' });
    }
  });

  it('appends a burst of output with a few calls of the store', async () => {
    const { sandbox, store, work, submit, ended } = setUp();
    const lines = Array.from({ length: 2000 }, (_, n) => `say ${n}`);
    let calls = 0;
    const appendAll = store.appendAll.bind(store);
    store.appendAll = (...args) => {
      calls += 1;
      return appendAll(...args);
    };
    const id = await submit(job(lines.join('\n')));
    work();
    await ended(id);
    expect((await store.find(id))?.submission.stdout.split('\n')).toHaveLength(2001);
    expect(calls).toBeLessThan(2000 / 10);
    expect(sandbox.started).toHaveLength(1);
  });

  it('waits while the history queue is full', async () => {
    const { queue, historyQueue, work, submit, ended } = setUp({ historyMax: 1, abandonedAfterMs: 3000 });
    work();
    await ended(await submit(job('say one')));
    await ended(await submit(job('say two')));
    await submit(job('say three'));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect([await queue.depth(), await historyQueue.depth()]).toEqual([2, 1]);
    let saved = 0;
    for await (const { ack } of historyQueue.deliveries(AbortSignal.timeout(120_000))) {
      await ack();
      if (++saved === 3) break;
    }
    await eventually(async () => (await queue.depth()) === 0);
  });

  it('finishes running programs before it closes, and takes no more jobs', async () => {
    const { store, work, submit, queue, sandbox } = setUp();
    const first = await submit(job('sleep 300\nsay done'));
    await submit(job('say later'));
    const worker = work();
    await eventually(() => sandbox.active() === 1);
    await worker.close();
    expect((await store.find(first))?.submission).toMatchObject({ status: 'completed', stdout: 'done\n' });
    expect(await queue.depth()).toBe(1);
  });

  it('does not wait for waiting programs when it stops: another worker runs them anew, with all messages', async () => {
    const { store, inbox, work, submit, ended } = setUp();
    const asking = job('say a?\nask\nsay b?\nask\nsay done');
    const id = await submit({ ...asking, request: { ...asking.request, interactive: true } });
    const first = work();
    const waits = (count: number) =>
      eventually(async () => {
        const events = [];
        const signal = AbortSignal.timeout(50);
        for await (const { event } of store.follow(id, { signal })) events.push(event);
        return events.filter(({ type }) => type === 'waiting').length === count;
      });
    await waits(1);
    await inbox.send(id, 1, { text: 'one\n', end: false });
    await waits(2);
    await first.close();
    expect((await store.find(id))?.submission.status).toBe('running');
    work();
    await waits(4);
    await inbox.send(id, 2, { text: 'two\n', end: true });
    await ended(id);
    const { submission } = (await store.find(id))!;
    expect(submission).toMatchObject({ status: 'completed', stdout: 'a?\nb?\ndone\n' });
    expect(submission.transcript?.filter(({ stream }) => stream === 'stdin')).toEqual([
      { stream: 'stdin', text: 'one\n' },
      { stream: 'stdin', text: 'two\n' },
    ]);
    expect(await inbox.send(id, 3, { text: 'late', end: false })).toMatchObject({ state: 'closed' });
  });

  it('reports the end of a run whose inbox cannot be removed, and does not run it again', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
    const inbox = { ...createMemoryInbox({ maxBytes: 1000 }), remove: () => Promise.reject(new Error('no store')) };
    const { queue, work, submit } = setUp({ inbox, log });
    const asked = job('say done');
    await submit({ ...asked, request: { ...asked.request, interactive: true } });
    work();
    await eventually(() => lines.length === 2);
    const said = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(said).toEqual(['submission finished', expect.stringContaining('inbox')]);
    expect(await queue.depth()).toBe(0);
  });

  it('runs a program anew whose worker died while the program waited', async () => {
    const { queue, store, inbox, work, submit, ended } = setUp({ abandonedAfterMs: 100 });
    const asking = job('ask\nsay done');
    const id = await submit({ ...asking, request: { ...asking.request, interactive: true } });
    await inbox.open(id, 1);
    await inbox.send(id, 1, { text: 'said before\n', end: false });
    const stop = new AbortController();
    for await (const _ of queue.deliveries(stop.signal)) {
      await store.append(id, running, { attempt: 1, n: 0 });
      await store.append(id, { type: 'waiting', since: running.at, n: 2 }, { attempt: 1, n: 1 });
      break; // and the worker does nothing more
    }
    stop.abort();
    work();
    await ended(id);
    expect((await store.find(id))?.submission).toMatchObject({
      status: 'completed',
      transcript: [{ text: 'said before\n' }, { text: 'done\n' }],
    });
  });
});
