import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEvents, events, eventually, startEngine, submit, submitted, type TestEngine } from '../support/engine.ts';

const NOBODY = 'No worker is running at the moment. The submission waits.';
const worker = { id: 'w', host: 'm', lanes: 1, sandbox: 'docker', versions: {}, at: '2026-01-02T03:04:05Z' } as const;

describe('while no worker is alive', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine({ lanes: 0, patienceMs: 2000 });
  });
  afterAll(() => engine.close());
  const program = { language: 'python', code: 'say hi' };

  it('says so in the 202', async () => {
    const response = await submit(engine.url, program);
    expect([response.status, await response.json()]).toMatchObject([202, { status: 'queued', warning: NOBODY }]);
  });

  it('answers a waiting caller after a while with the URL of the record; the submission stays', async () => {
    const response = await submit(engine.url, program, { query: '?wait=true' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    const { code, error } = (await response.json()) as { code: string; error: string };
    expect([code, error]).toEqual(['unavailable', expect.stringContaining(NOBODY)]);
    const path = response.headers.get('location')!;
    expect(error).toContain(path.replace('/submissions/', ''));
    expect(await (await fetch(engine.url + path)).json()).toMatchObject({ status: 'queued' });
  });

  it('notifies followers, also of changes, and of the reasons why workers are not ready', async () => {
    const id = await submitted(engine.url, 'say hi');
    const notices: unknown[] = [];
    for await (const { event, data } of events(engine.url, id)) {
      if (event !== 'notice') continue;
      notices.push(data['message']);
      if (notices.length === 1) await engine.registry.beat({ ...worker, problem: 'the images are being prepared' });
      if (notices.length === 2) await engine.registry.beat({ ...worker, problem: null });
      if (notices.length === 3) break;
    }
    const unready = 'No program can be started at the moment: the images are being prepared. The submission waits.';
    expect(notices).toEqual([NOBODY, unready, null]);
    await engine.registry.leave('w');
  });
});

describe('while a worker is alive', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine({ patienceMs: 200 });
    await eventually(async () => (await engine.registry.alive()).length === 1);
  });
  afterAll(() => engine.close());

  it('sends no notice for a run that takes longer than callers wait for a worker', async () => {
    const response = await submit(engine.url, { language: 'python', code: 'sleep 1500' }, { query: '?wait=true' });
    expect(await response.json()).toMatchObject({ status: 'completed' });
    const seen = await allEvents(engine.url, await submitted(engine.url, 'sleep 300\nsay hi'));
    expect(seen.map(({ event }) => event)).toEqual(['message', 'message', 'output', 'message']);
  });

  it('lists the version that the worker reports, and only the name while the worker does not know the version', async () => {
    await eventually(async () => (await fetch(`${engine.url}/languages`).then((r) => r.text())).includes('Script 1.0'));
    const languages = (await (await fetch(`${engine.url}/languages`)).json()) as { version: string }[];
    expect(languages.slice(0, 3).map(({ version }) => version)).toEqual(['Script 1.0', 'GCC', 'GCC']);
  });
});

describe('while a language cannot run', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.close());
  const shown = async (id: string) => {
    const all = (await (await fetch(`${engine.url}/languages`)).json()) as Record<string, unknown>[];
    return all.find((language) => language['id'] === id);
  };
  const isShown = (ready: boolean) => eventually(async () => (await shown('cpp'))?.['ready'] === ready);

  it('refuses its programs with the reason, lists it as not ready, and runs other languages', async () => {
    await isShown(true);
    engine.sandbox.lacks('cpp', 'the image gcc:13.2.0 could not be pulled');
    await isShown(false);
    expect(await shown('cpp')).toMatchObject({ not_ready_because: 'the image gcc:13.2.0 could not be pulled' });
    expect(await shown('python')).toMatchObject({ ready: true, not_ready_because: null });
    const refused = await submit(engine.url, { language: 'cpp', code: 'say hi' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.json()).toEqual({
      code: 'language_unavailable',
      error:
        'Programs in cpp cannot be run at the moment: the image gcc:13.2.0 could not be pulled. Try again in a minute.',
    });
    const other = await submit(engine.url, { language: 'python', code: 'say hi' }, { query: '?wait=true' });
    expect(await other.json()).toMatchObject({ status: 'completed', stdout: 'hi\n' });
    engine.sandbox.lacks('cpp', undefined);
    await isShown(true);
    const again = await submit(engine.url, { language: 'cpp', code: 'say hi' }, { query: '?wait=true' });
    expect(await again.json()).toMatchObject({ status: 'completed', stdout: 'hi\n' });
  });

  it('keeps accepted submissions until the language runs again, and runs others meanwhile', async () => {
    await isShown(true);
    engine.sandbox.lacks('cpp', 'its image is gone'); // only the worker knows so far
    const accepted = await submit(engine.url, { language: 'cpp', code: 'say at last' });
    expect(accepted.status).toBe(202);
    const { submission_id: id } = (await accepted.json()) as { submission_id: string };
    const other = await submit(engine.url, { language: 'python', code: 'say hi' }, { query: '?wait=true' });
    expect(await other.json()).toMatchObject({ status: 'completed' });
    expect(await (await fetch(`${engine.url}/submissions/${id}`)).json()).toMatchObject({ status: 'queued' });
    engine.sandbox.lacks('cpp', undefined);
    expect((await allEvents(engine.url, id)).at(-1)?.data).toMatchObject({ status: 'completed', stdout: 'at last\n' });
    expect(engine.logs.join('')).not.toContain('sandbox failed');
  });

  it('notifies followers that the language is starting, and when it is ready', async () => {
    await isShown(true);
    engine.sandbox.lacks('cpp', 'C++ is starting');
    const notices: unknown[] = [];
    const id = await submitted(engine.url, 'say hi', 'cpp');
    for await (const { event, data } of events(engine.url, id)) {
      if (event !== 'notice') continue;
      notices.push(data['message']);
      engine.sandbox.lacks('cpp', undefined);
    }
    expect(notices[0]).toBe('The program cannot be started yet: C++ is starting. The submission waits.');
    expect(notices.slice(1).every((message) => message === null)).toBe(true);
    expect(await (await fetch(`${engine.url}/submissions/${id}`)).json()).toMatchObject({ stdout: 'hi\n' });
  });
});
