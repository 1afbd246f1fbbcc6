import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { allEvents, events, eventually, startEngine, submit, type TestEngine } from '../support/engine.ts';

const engines: TestEngine[] = [];
afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.close())));

async function start(options: Parameters<typeof startEngine>[0] = {}) {
  const engine = await startEngine(options);
  engines.push(engine);
  const { url } = engine;
  const begin = async (code: string, more: object = {}) => {
    const response = await submit(url, { language: 'python', code, interactive: true, ...more });
    return ((await response.json()) as { submission_id: string }).submission_id;
  };
  const send = async (id: string, body: unknown) => {
    const response = await fetch(`${url}/submissions/${id}/input`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const record = async (id: string) =>
    (await (await fetch(`${url}/submissions/${id}`)).json()) as Record<string, unknown>;
  const waits = async (id: string, count = 1) => {
    for await (const { event } of events(url, id)) if (event === 'waiting' && --count === 0) return;
  };
  const ended = (id: string) => eventually(async () => (await record(id))['finished_at'] !== null);
  return { ...engine, begin, send, record, waits, ended };
}

describe('an interactive run', () => {
  it('reports when it waits, and where in the output it has read which input', async () => {
    const { url, begin, send, record, waits } = await start();
    const id = await begin('say name?\nask\nsay age?\nask\nsay bye');
    await waits(id);
    expect(await send(id, { text: 'Ada\n', n: 1 })).toEqual({ status: 202, body: { submission_id: id, next_n: 2 } });
    await waits(id, 2);
    await send(id, { text: '36\n', n: 2 });
    const events = (await allEvents(url, id)).map(({ event, data }) => [
      event,
      data['text'] ?? data['n'] ?? data['status'],
    ]);
    expect(events.filter(([, detail]) => detail !== 'queued')).toEqual([
      ['message', 'running'],
      ['output', 'name?\n'],
      ['waiting', 1],
      ['input', 'Ada\n'],
      ['output', 'age?\n'],
      ['waiting', 2],
      ['input', '36\n'],
      ['output', 'bye\n'],
      ['message', 'completed'],
    ]);
    expect(await record(id)).toMatchObject({
      interactive: true,
      stdout: 'name?\nage?\nbye\n',
      transcript: [
        { stream: 'stdout', text: 'name?\n' },
        { stream: 'stdin', text: 'Ada\n' },
        { stream: 'stdout', text: 'age?\n' },
        { stream: 'stdin', text: '36\n' },
        { stream: 'stdout', text: 'bye\n' },
      ],
    });
  });

  it('takes input that is sent before it runs', async () => {
    const { begin, send, record, ended } = await start({ lanes: 1 });
    await begin('sleep 300', { interactive: false });
    const id = await begin('ask\nsay done');
    expect(await send(id, { text: 'early\n', n: 1 })).toMatchObject({ status: 202 });
    await ended(id);
    expect(await record(id)).toMatchObject({
      status: 'completed',
      transcript: [{ text: 'early\n' }, { text: 'done\n' }],
    });
  });

  it('ignores a repeated message, and names the next number when a message is missing', async () => {
    const { begin, send, record, waits, ended } = await start();
    const id = await begin('ask\nask');
    await waits(id);
    expect(await send(id, { text: 'b', n: 2 })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', error: expect.stringContaining('n must be 1'), details: [{ field: 'n' }] },
    });
    await Promise.all([1, 2, 3].map(() => send(id, { text: 'a', n: 1 })));
    await waits(id, 2);
    expect(await send(id, { text: 'other', n: 1 })).toMatchObject({ status: 202, body: { next_n: 2 } });
    await send(id, { text: 'b', n: 2 });
    await ended(id);
    expect(await record(id)).toMatchObject({ transcript: [{ stream: 'stdin', text: 'ab' }] });
  });

  it.each([
    [{ n: 1 }, 400, 'text is missing'],
    [{ text: 'a' }, 400, 'n is missing'],
    [{ text: 'a', n: 0 }, 400, 'n must be at least 1'],
    [{ text: 'a', n: 1.5 }, 400, 'n must be a whole number'],
    [{ text: '', n: 1 }, 400, 'text must not be empty'],
    [{ text: 'a\ud800', n: 1 }, 400, 'must be valid Unicode'],
    [{ text: 'a', seq: 1, n: 1 }, 400, 'unknown fields: seq'],
    [{ text: 'x'.repeat(1024 * 1024 + 1), n: 1 }, 413, '1048576 bytes'],
  ])('refuses %j', async (body, status, says) => {
    const { begin, send, waits } = await start();
    const id = await begin('ask');
    await waits(id);
    const answer = await send(id, body);
    expect([answer.status, answer.body['error']]).toEqual([status, expect.stringContaining(says)]);
  });

  it('takes 1 MiB in all, also NUL bytes, and then only the end', async () => {
    const { begin, send, record, waits, ended } = await start();
    const id = await begin('ask\nask');
    await waits(id);
    expect(await send(id, { text: '\0'.repeat(1024 * 1024), n: 1 })).toMatchObject({ status: 202 });
    expect(await send(id, { text: 'x', n: 2 })).toMatchObject({ status: 413, body: { code: 'too_large' } });
    expect(await send(id, { end: true, n: 2 })).toMatchObject({ status: 202 });
    expect((await send(id, { text: 'x', n: 3 })).body['code']).toMatch(/input_ended|already_finished/);
    await ended(id);
    expect((await record(id))['transcript']).toEqual([{ stream: 'stdin', text: '\0'.repeat(1024 * 1024) }]);
  });

  it('refuses input when it is unknown, not interactive, cancelled or finished', async () => {
    const { url, begin, send, ended, waits } = await start();
    const message = { text: 'a', n: 1 };
    expect(await send('019c2f6a-3b1e-7c4d-9f20-5e8a7b6c1d02', message)).toMatchObject({ status: 404 });
    const plain = await begin('say hi', { interactive: false });
    expect(await send(plain, message)).toMatchObject({ status: 409, body: { code: 'not_interactive' } });
    const done = await begin('say hi');
    await ended(done);
    expect(await send(done, message)).toMatchObject({ status: 409, body: { code: 'already_finished' } });
    const cancelled = await begin('ask');
    await waits(cancelled);
    expect((await fetch(`${url}/submissions/${cancelled}`, { method: 'DELETE' })).status).toBe(202);
    expect(await send(cancelled, message)).toMatchObject({ status: 409, body: { code: 'already_finished' } });
  });

  it('cannot have tests', async () => {
    const { url } = await start();
    const response = await submit(url, { language: 'python', code: 'ask', interactive: true, tests: [{ input: '1' }] });
    const body = (await response.json()) as { details: unknown };
    expect([response.status, body.details]).toEqual([
      400,
      [{ field: 'interactive', problem: 'must be left out where there are tests' }],
    ]);
  });

  it('occupies no lane while it waits, and continues when a lane is free', async () => {
    const { begin, send, record, waits, ended, sandbox } = await start({ lanes: 1, interactiveMax: 11 });
    const ids = await Promise.all(Array.from({ length: 10 }, () => begin('ask\nsay answered')));
    for (const id of ids) await waits(id);
    expect(sandbox.active()).toBe(10);
    const other = await begin('say by the way', { interactive: false });
    await ended(other);
    const long = await begin('sleep 500', { interactive: false });
    await eventually(async () => (await record(long))['status'] === 'running');
    await send(ids[0]!, { text: 'a', n: 1 });
    await sleep(100);
    expect((await record(ids[0]!))['status']).toBe('running'); // the only lane is busy
    for (const id of ids.slice(1)) await send(id, { text: 'a', n: 1 });
    for (const id of ids) await ended(id);
    expect(await record(ids[9]!)).toMatchObject({ status: 'completed', stdout: 'answered\n' });
  });

  it('is refused when INTERACTIVE_MAX runs are in progress, and accepted when one has ended', async () => {
    const { url, begin, send, waits, ended } = await start({ interactiveMax: 2 });
    const [one] = [await begin('ask'), await begin('ask')];
    await eventually(async () => {
      const response = await submit(url, { language: 'python', code: 'ask', interactive: true });
      return response.status === 503 && response.headers.get('retry-after') !== null;
    });
    expect((await submit(url, { language: 'python', code: 'say hi' })).status).toBe(202);
    await waits(one);
    await send(one, { text: 'a', n: 1 });
    await ended(one);
    await eventually(
      async () => (await submit(url, { language: 'python', code: 'ask', interactive: true })).status === 202,
    );
  });

  it('continues when its reader has gone', async () => {
    const { begin, send, waits, ended, record } = await start();
    const id = await begin('ask\nsay still here');
    await waits(id); // which then closes the stream
    await sleep(50);
    await send(id, { text: 'a', n: 1 });
    await ended(id);
    expect(await record(id)).toMatchObject({ status: 'completed', stdout: 'still here\n' });
  });
});
