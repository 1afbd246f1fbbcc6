import { connect } from 'node:net';
import { once } from 'node:events';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Listening } from '../../src/http/server.ts';
import { eventually, startEngine, submit, submitted, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine({ queueMax: 2 });
});
afterAll(() => engine.close());

const send = (body: string | Buffer, type = 'application/json') =>
  fetch(`${engine.url}/submit`, { method: 'POST', headers: { 'content-type': type }, body });
const UNKNOWN = '0192f0c1-0000-7000-8000-000000000000';

describe('every error is JSON of the same form', () => {
  it.each([
    ['no code', { language: 'python' }, 400, 'invalid_request', 'code'],
    ['empty code', { language: 'python', code: '' }, 400, 'invalid_request', 'code'],
    ['code that is a number', { language: 'python', code: 7 }, 400, 'invalid_request', 'code'],
    ['null input', { language: 'python', code: 'x', input: null }, 400, 'invalid_request', 'input'],
    ['a lone surrogate', { language: 'python', code: '\ud800' }, 400, 'invalid_request', 'code'],
    ['a list', [], 400, 'invalid_request', '(body)'],
    ['an unknown language', { language: 'cobol', code: 'x' }, 422, 'unknown_language', undefined],
    ['code over 256 KiB', { language: 'python', code: 'x'.repeat(262_145) }, 413, 'too_large', 'code'],
    ['code over 256 KiB in UTF-8', { language: 'python', code: 'é'.repeat(131_073) }, 413, 'too_large', 'code'],
    ['input over 1 MiB', { language: 'python', code: 'x', input: 'x'.repeat(1_048_577) }, 413, 'too_large', 'input'],
  ])('%s', async (_name, body, status, code, field) => {
    const response = await submit(engine.url, body);
    const answer = (await response.json()) as { error: string; code: string; details?: { field: string }[] };
    expect([response.status, answer.code]).toEqual([status, code]);
    expect(answer.error.length).toBeGreaterThan(20);
    expect(answer.details?.[0]?.field).toBe(field);
  });

  it.each([
    [{ language: 'python' }, 'code is missing, and so is files: send one of them.'],
    [{ code: 'x' }, 'language is missing.'],
    [{ language: 'python', code: '' }, 'code must not be empty.'],
    [{ language: 'python', code: 7 }, 'code must be a string.'],
    [{ language: 'python', code: 'x', input: null }, 'input must be a string.'],
    [{ language: ['python'], code: 'x' }, 'language must be a string.'],
    [[], 'the body must be an object, such as {"language": "python", "code": "print(1)"}.'],
    ['text', 'the body must be an object, such as {"language": "python", "code": "print(1)"}.'],
    [null, 'the body must be an object, such as {"language": "python", "code": "print(1)"}.'],
  ])('describes %j with its own sentence: %s', async (body, problem) => {
    const answer = (await (await submit(engine.url, body as object)).json()) as { error: string };
    expect(answer.error).toBe(`The request is not valid: ${problem}`);
  });

  it('names an unknown field, so that a typo does not drop the input', async () => {
    const response = await submit(engine.url, { language: 'python', code: 'x', stdin: 'lost?' });
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
      400,
      expect.stringContaining('stdin'),
    ]);
  });

  it.each([
    ['broken JSON', '{"language":', 'application/json', 400, 'invalid_json'],
    ['an empty body', '', 'application/json', 400, 'invalid_request'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'application/json', 400, 'invalid_json'],
    ['a form', 'language=python', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['another charset', '{}', 'application/json; charset=latin1', 415, 'unsupported_media_type'],
    ['a body over every limit', `"${'x'.repeat(37_000_000)}"`, 'application/json', 413, 'too_large'],
  ])('%s', async (_name, body, type, status, code) => {
    const response = await send(body, type);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it.each([
    ['lists in lists', '['.repeat(7_000_000)],
    ['objects in objects', '{"a":'.repeat(1_400_000)],
    ['many keys', `{${Array.from({ length: 650_000 }, (_, n) => `"${n}":1`).join()}}`],
    ['many values', `{"code":[${'1,'.repeat(3_500_000)}1]}`],
  ])('refuses a body of %s in less time than parsing takes', async (_name, body) => {
    const response = await send(body);
    const answer = (await response.json()) as { error: string; code: string };
    expect([response.status, answer.code]).toEqual([400, 'invalid_request']);
    expect(answer.error).toContain('holds more values, or deeper ones, than any submission');
  });

  it('does not count brackets, commas and quotes inside a text', async () => {
    const code = `echo\n${'[{"\\'.repeat(500)}${',"]}'.repeat(500)}`;
    const response = await submit(engine.url, { language: 'py', code, input: code }, { query: '?wait=true' });
    expect(await response.json()).toMatchObject({ status: 'completed', stdout: code });
  });

  it('does not read the body of a route that has none', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${engine.url}/healthz`, { method: 'POST', headers, body: '{"broken' });
    expect([response.status, await response.json()]).toMatchObject([405, { code: 'method_not_allowed' }]);
  });

  it.each([
    ['GET', '/nowhere', 404, 'not_found'],
    ['GET', `/submissions/${UNKNOWN}`, 404, 'not_found'],
    ['GET', '/submissions/not-an-id', 404, 'not_found'],
    ['GET', `/stream/${UNKNOWN}`, 404, 'not_found'],
    ['DELETE', `/submissions/${UNKNOWN}`, 404, 'not_found'],
    ['GET', '/submissions/%ff', 400, 'invalid_request'],
    ['GET', '/submit', 405, 'method_not_allowed'],
    ['PUT', `/submissions/${UNKNOWN}`, 405, 'method_not_allowed'],
    ['POST', '/languages', 405, 'method_not_allowed'],
    ['PATCH', '/readyz', 405, 'method_not_allowed'],
  ])('%s %s', async (method, path, status, code) => {
    const response = await fetch(`${engine.url}${path}`, { method });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
    expect(response.headers.get('allow') !== null).toBe(status === 405);
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('answers HEAD on a stream without opening it', async () => {
    const id = await submitted(engine.url, 'sleep 100');
    const response = await fetch(`${engine.url}/stream/${id}`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await eventually(async () => /queue_depth 0/.test(await (await fetch(`${engine.url}/metrics`)).text()));
  });

  it('refuses a wait that is not a boolean, an empty key, a long key and an invalid Last-Event-ID', async () => {
    const body = { language: 'python', code: 'say hi' };
    const refused = await Promise.all([
      submit(engine.url, body, { query: '?wait=yes' }),
      submit(engine.url, body, { headers: { 'Idempotency-Key': '' } }),
      submit(engine.url, body, { headers: { 'Idempotency-Key': 'k'.repeat(256) } }),
      fetch(`${engine.url}/stream/${UNKNOWN}`, { headers: { 'Last-Event-ID': 'x' } }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });

  it('answers queue_full with Retry-After, and deletes the story of the refused submission', async () => {
    await submitted(engine.url, 'sleep 2000');
    await submitted(engine.url, 'say waits');
    const response = await submit(engine.url, { language: 'python', code: 'say too many' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ code: 'queue_full' });
    const keyed = { headers: { 'Idempotency-Key': 'refused-at-first' } };
    const refused = await submit(engine.url, { language: 'python', code: 'say keyed' }, keyed);
    expect(refused.status).toBe(503);
    await eventually(async () => /queue_depth 0/.test(await (await fetch(`${engine.url}/metrics`)).text()));
    const again = await submit(
      engine.url,
      { language: 'python', code: 'say keyed' },
      { ...keyed, query: '?wait=true' },
    );
    expect(await again.json()).toMatchObject({ status: 'completed', stdout: 'keyed\n' });
    const metrics = await (await fetch(`${engine.url}/metrics`)).text();
    expect(metrics).toMatch(/codeengine_refusals_total\{code="queue_full"\} [1-9]/);
  });

  it('answers unavailable when it needs the history and that does not respond, without details of the error', async () => {
    const away = await startEngine({
      history: {
        save: async () => Promise.reject(new Error('password=hunter2')),
        find: async () => Promise.reject(new Error('password=hunter2')),
        deleteBefore: async () => 0,
        check: async () => Promise.reject(new Error('PostgreSQL does not answer')),
        close: async () => {},
      },
    });
    const response = await request(away.server).get(`/submissions/${UNKNOWN}`);
    expect([response.status, response.body.code]).toEqual([503, 'unavailable']);
    expect(response.text).not.toContain('hunter2');
    const ready = await request(away.server).get('/readyz');
    expect([ready.status, ready.body]).toEqual([
      503,
      { status: 'unavailable', unavailable: { history: 'PostgreSQL does not answer' } },
    ]);
    const record = await submit(away.url, { language: 'py', code: 'say runs anyway' }, { query: '?wait=true' });
    expect(await record.json()).toMatchObject({ status: 'completed', stdout: 'runs anyway\n' });
    await away.close();
  });
});

describe('any origin may call an engine that other machines can reach, without credentials', () => {
  it('answers a preflight', async () => {
    const response = await fetch(`${engine.url}/submit`, {
      method: 'OPTIONS',
      headers: {
        origin: 'null',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'idempotency-key',
      },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toBe('GET,POST,DELETE');
    expect(response.headers.get('access-control-allow-headers')).toBe(
      'Content-Type,Idempotency-Key,Last-Event-ID,Authorization',
    );
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('exposes the headers that a script needs, also for errors', async () => {
    const response = await fetch(`${engine.url}/nowhere`, { headers: { origin: 'https://example.org' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toBe('Location,Retry-After');
  });
});

describe('the listening server', () => {
  let listening: Listening;
  beforeAll(async () => {
    listening = await listen('127.0.0.1', 0);
    listening.serve((_request, response) => response.end('ok'));
  });
  afterAll(() => listening.close());

  const raw = async (text: string) => {
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(text);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  };

  it('answers too many headers with JSON', async () => {
    const answer = await raw(`GET / HTTP/1.1\r\nHost: x\r\n${'X-Flood: aaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(2000)}`);
    expect(answer).toMatch(/^HTTP\/1.1 431 .*"code":"invalid_request"/s);
  });

  it('answers bytes that are not HTTP with JSON', async () => {
    expect(await raw('hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*"code":"invalid_request"/s);
  });

  it('says that a port is taken, and how to choose another', async () => {
    const port = Number(new URL(listening.url).port);
    await expect(listen('127.0.0.1', port)).rejects.toThrow(`PORT=${port + 1} npm start`);
  });
});
