import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHistory } from '../support/memory-history.ts';
import { allEvents, eventually, startEngine, submit, submitted, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine({ lanes: 2 });
});
afterAll(() => engine.close());

describe('POST /submit', () => {
  it('accepts a program and returns the URL of its stream', async () => {
    const response = await request(engine.server).post('/submit').send({ language: 'python', code: 'say hi' });
    expect(response.status).toBe(202);
    const { submission_id: id } = response.body as { submission_id: string };
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
    expect(response.body).toEqual({ submission_id: id, status: 'queued', stream_url: `/stream/${id}` });
    expect(response.headers['location']).toBe(`/submissions/${id}`);
  });

  it('knows a language by id and alias in any case', async () => {
    for (const language of ['PY', 'Python3', 'c++', 'CPP', 'C']) {
      const response = await submit(engine.url, { language, code: 'say hi' });
      expect([language, response.status]).toEqual([language, 202]);
    }
  });

  it('answers with the record when asked to wait', async () => {
    const response = await submit(
      engine.url,
      { language: 'py', code: 'echo', input: 'a\u0000b\r\n' },
      { query: '?wait=true' },
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      language: 'python',
      status: 'completed',
      reason: null,
      message: null,
      stdout: 'a\u0000b\r\n',
      stderr: '',
      exit_code: 0,
      signal: null,
      execution_time_ms: 12,
      compile_time_ms: null,
      cpu_time_ms: 9,
      stalled_ms: 3,
      memory_peak_bytes: 1024,
      sandbox: 'docker',
    });
  });

  it('accepts 1 and 0 for true and false', async () => {
    const body = { language: 'py', code: 'say hi' };
    expect((await submit(engine.url, body, { query: '?wait=1' })).status).toBe(200);
    expect((await submit(engine.url, body, { query: '?wait=0' })).status).toBe(202);
  });

  it.each([
    ['exit 3', { status: 'error', reason: 'exit', exit_code: 3, message: 'The program exited with code 3.' }],
    ['overtime', { status: 'timeout', reason: 'time', exit_code: null }],
    ['say kept\nbreak', { status: 'error', reason: 'internal', stdout: 'kept\n', exit_code: null }],
  ])('reports how %j ended', async (code, expected) => {
    const response = await submit(engine.url, { language: 'c', code }, { query: '?wait=true' });
    expect(await response.json()).toMatchObject(expected);
  });

  it('returns the same submission for the same Idempotency-Key and body', async () => {
    const headers = { 'Idempotency-Key': 'same' };
    const [first, second] = await Promise.all([
      submit(engine.url, { language: 'py', code: 'say once' }, { headers }),
      submit(engine.url, { language: 'Python', code: 'say once', input: '' }, { headers }),
    ]);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(await second.json()).toEqual(await first.json());
    expect(engine.sandbox.started.filter((code) => code === 'say once').length).toBeLessThanOrEqual(1);
  });

  it('refuses an Idempotency-Key that was used with another body', async () => {
    const headers = { 'Idempotency-Key': 'other' };
    await submit(engine.url, { language: 'py', code: 'say a' }, { headers });
    const response = await submit(engine.url, { language: 'py', code: 'say b' }, { headers });
    expect([response.status, await response.json()]).toMatchObject([422, { code: 'idempotency_mismatch' }]);
  });

  it('logs one line for each submission, without its source and input', async () => {
    const secret = 'say s3cret-source';
    const id = await submitted(engine.url, secret);
    await allEvents(engine.url, id);
    await eventually(() => engine.logs.some((line) => line.includes(id)));
    expect(engine.logs.filter((line) => line.includes(id))).toHaveLength(1);
    expect(JSON.parse(engine.logs.find((line) => line.includes(id))!)).toMatchObject({
      msg: 'submission finished',
      language: 'python',
      status: 'completed',
      attempt: 1,
    });
    expect(engine.logs.join('')).not.toContain('s3cret');
  });
});

describe('GET /submissions/:id', () => {
  it('shows the record with its source, while it runs and after', async () => {
    const id = await submitted(engine.url, 'sleep 2000\nsay done');
    const early = await request(engine.server).get(`/submissions/${id}`);
    expect(early.body).toMatchObject({
      submission_id: id,
      stdout: null,
      stderr: null,
      code: 'sleep 2000\nsay done',
      input: '',
    });
    await allEvents(engine.url, id);
    const late = await request(engine.server).get(`/submissions/${id.toUpperCase()}`);
    expect(late.body).toMatchObject({ status: 'completed', stdout: 'done\n' });
    expect(late.headers['cache-control']).toBe('no-store');
  });

  it('shows the record from the history when the store has deleted it', async () => {
    const short = await startEngine({ ttlMs: 50 });
    const id = await submitted(short.url, 'say remembered');
    const [last] = (await allEvents(short.url, id)).slice(-1);
    await eventually(async () => (await short.history.find(id)) !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const record = await request(short.server).get(`/submissions/${id}`);
    expect(record.body).toEqual({
      ...last!.data,
      code: 'say remembered',
      interactive: false,
      input: '',
      files: [{ name: 'main.py', content: 'say remembered', encoding: 'utf8' }],
      args: [],
      compiler_args: [],
      limits: {},
      plan: null,
    });
    const [only, ...more] = await allEvents(short.url, id);
    expect([only!.data, more]).toEqual([last!.data, []]);
    const again = await fetch(`${short.url}/stream/${id}`, { headers: { 'last-event-id': only!.id } });
    expect(again.status).toBe(204);
    await short.close();
  });
});

describe('GET /submissions/:id of a record of twelve megabytes', () => {
  it('makes the text once for all clients that read the record at the same time', async () => {
    const history = createMemoryHistory();
    let asked = 0;
    const find = (id: string) => {
      asked += 1;
      return history.find(id);
    };
    const short = await startEngine({ ttlMs: 50, history: { ...history, find } });
    const body = { language: 'py', code: 'echo', input: '\u0001'.repeat(1_000_000) };
    const id = ((await (await submit(short.url, body)).json()) as { submission_id: string }).submission_id;
    await eventually(async () => (await history.find(id)) !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const read = () => fetch(`${short.url}/submissions/${id}`);
    const slow = await Promise.all(Array.from({ length: 8 }, read));
    expect(asked).toBe(1);
    for (const answer of slow) expect(await answer.json()).toMatchObject({ status: 'completed', stdout: body.input });
    await (await read()).body?.cancel();
    expect(await (await read()).json()).toMatchObject({ status: 'completed' });
    await short.close();
  });
});

describe('DELETE /submissions/:id', () => {
  it('stops a running program and keeps its output', async () => {
    const id = await submitted(engine.url, 'say before\nsleep 60000\nsay never');
    await eventually(() => engine.sandbox.active() === 1);
    await eventually(async () => (await request(engine.server).get(`/submissions/${id}`)).body.status === 'running');
    const response = await request(engine.server).delete(`/submissions/${id}`);
    expect([response.status, response.body]).toEqual([202, { submission_id: id, status: 'cancelled' }]);
    await eventually(() => engine.sandbox.active() === 0);
    const record = await request(engine.server).get(`/submissions/${id}`);
    expect(record.body).toMatchObject({
      status: 'cancelled',
      reason: 'cancelled',
      stdout: 'before\n',
      sandbox: 'docker',
    });
    expect(record.body.execution_time_ms).toBeGreaterThanOrEqual(0);
  });

  it('prevents a queued program from starting', async () => {
    const busy = await startEngine({ lanes: 1 });
    const running = await submitted(busy.url, 'sleep 300');
    const id = await submitted(busy.url, 'say never');
    await request(busy.server).delete(`/submissions/${id}`).expect(202);
    await allEvents(busy.url, running);
    await eventually(async () => (await busy.history.find(id)) !== undefined);
    const record = await request(busy.server).get(`/submissions/${id}`);
    expect(record.body).toMatchObject({
      status: 'cancelled',
      started_at: null,
      execution_time_ms: null,
      sandbox: null,
    });
    expect(busy.sandbox.started).toEqual(['sleep 300']);
    await busy.close();
  });

  it('refuses to cancel a finished submission', async () => {
    const id = await submitted(engine.url, 'say done');
    await allEvents(engine.url, id);
    const response = await request(engine.server).delete(`/submissions/${id}`);
    expect([response.status, response.body.code]).toEqual([409, 'already_finished']);
  });
});
