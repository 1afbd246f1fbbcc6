import { connect } from 'node:net';
import { once } from 'node:events';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEvents, startEngine, submitted, type TestEngine } from '../support/engine.ts';
import { readContract, type Contract } from '../support/contract.ts';

let engine: TestEngine;
let contract: Contract;
let known: string;
beforeAll(async () => {
  engine = await startEngine({ lanes: 4, queueMax: 1_000_000 });
  contract = await readContract(engine.url);
  known = await submitted(engine.url, 'say known');
  await allEvents(engine.url, known);
});
afterAll(() => engine.close());

const RUNS = { numRuns: 60 };
const text = fc.string({ unit: 'binary', maxLength: 60 });
/** Characters that clients can send in a header. */
const headerText = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff })), { maxLength: 300 })
  .map((codes) => String.fromCharCode(...codes).trim());
const cursor = fc.oneof(
  fc.tuple(fc.nat(), fc.nat()).map(([attempt, n]) => `${attempt}-${n}`),
  fc.constantFrom(
    '0-1',
    '1-0',
    '1-1',
    '999999999999999-0',
    '9999999999999999-0',
    '-1-1',
    '1-',
    '0x1-1',
    '\u00b9-\u00b9',
  ),
  headerText,
);
const id = fc.oneof(
  fc.uuid(),
  text.map(encodeURIComponentSafely),
  fc.constantFrom('', '.', '..', '%00', '%2e%2e%2f', '%'),
);

/** Checks that openapi.json describes the response for the call, and that it is not `internal`. */
async function keepsTheContract(path: string, method: string, response: Response): Promise<void> {
  expect(response.status, `${method} ${response.url}`).not.toBe(500);
  await contract.check(path, method, response);
}

describe('any request', () => {
  const field = fc.oneof(text, fc.constantFrom('python', 'PY', 'c', 'cobol', 'say hi', ''), fc.jsonValue());
  const file = fc.record(
    {
      name: fc.oneof(text, fc.constantFrom('a.c', 'a/b.c', '__proto__', 'constructor/x', 'CON', '-', 'a.')),
      content: text,
      encoding: fc.constantFrom('utf8', 'base64', 'x'),
    },
    { requiredKeys: ['name', 'content'] },
  );
  const bodies = fc.oneof(
    fc.record({ language: field, code: field, input: field }, { requiredKeys: [] }).map((body) => JSON.stringify(body)),
    fc
      .record({ language: fc.constantFrom('python', 'c++', 'C'), code: text, input: text })
      .map((body) => JSON.stringify(body)),
    fc
      .record(
        {
          language: fc.constantFrom('python', 'c++'),
          code: fc.option(text, { nil: undefined }),
          files: fc.array(fc.oneof(file, fc.jsonValue()), { maxLength: 4 }),
          args: fc.oneof(fc.array(text), fc.jsonValue()),
          compiler_args: fc.array(text),
          limits: fc.oneof(fc.dictionary(fc.constantFrom('time_ms', 'processes', 'x'), fc.double()), fc.jsonValue()),
        },
        { requiredKeys: ['language'] },
      )
      .map((body) => JSON.stringify(body)),
    fc.dictionary(text, fc.jsonValue()).map((body) => JSON.stringify(body)),
    fc.json(),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(
      '',
      'null',
      '"',
      '[',
      '{"language":"python","code":"x","__proto__":{"input":1}}',
      '[[[['.repeat(5000),
    ),
  );
  const types = fc.oneof(
    { weight: 6, arbitrary: fc.constant('application/json') },
    fc.constantFrom(
      'application/json; charset=utf-8',
      'application/json; charset=utf-16',
      'application/json; charset="',
      'text/plain',
      'application/jsonx',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ),
    headerText,
  );

  it('POST /submit answers as openapi.json says', async () => {
    await fc.assert(
      fc.asyncProperty(
        bodies,
        types,
        fc.option(headerText),
        fc.constantFrom('', '?wait=false', '?wait=x', '?wait=true&wait=true', '?%ff', '?__proto__[x]=1'),
        async (body, type, key, query) => {
          const headers = { 'content-type': type, ...(key !== null && { 'idempotency-key': key }) };
          const response = await fetch(`${engine.url}/submit${query}`, {
            method: 'POST',
            headers,
            body: body as string,
          });
          await keepsTheContract('/submit', 'post', response);
        },
      ),
      RUNS,
    );
  });

  it.each(['gzip', 'deflate', 'br', 'compress', 'identity', 'x'])(
    'a body whose header says that it is %s, and that is not',
    async (encoding) => {
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      const response = await fetch(`${engine.url}/submit`, {
        method: 'POST',
        headers,
        body: '{"language":"c","code":"say hi"}',
      });
      await keepsTheContract('/submit', 'post', response);
    },
  );

  it('the calls on a submission answer as openapi.json says, whatever the id and Last-Event-ID', async () => {
    const calls = fc.constantFrom(
      ['/submissions/{id}', 'get'],
      ['/submissions/{id}', 'delete'],
      ['/stream/{id}', 'get'],
    );
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.oneof(id, fc.constant('KNOWN')),
        fc.option(cursor),
        async ([path, method], which, after) => {
          const target = path.replace('{id}', which === 'KNOWN' ? known : which);
          const headers = after === null ? {} : { 'last-event-id': after };
          const response = await fetch(`${engine.url}${target}`, { method: method.toUpperCase(), headers });
          const elsewhere = !new URL(response.url).pathname.startsWith(path.replace('{id}', '')) || which === '';
          if (elsewhere) await expect(response.json()).resolves.toMatchObject({ code: expect.any(String) });
          else await keepsTheContract(path, method, response);
        },
      ),
      RUNS,
    );
  });

  it('any other path and method is refused in the common form of errors', async () => {
    const methods = fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE', 'POST', 'PROPFIND', 'OPTIONS', 'QUERY');
    const paths = fc.array(
      fc.oneof(
        text.map(encodeURIComponentSafely),
        fc.constantFrom('submit', 'stream', 'languages', '..', '%', '%2f', '%c0%af'),
      ),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(methods, paths, async (method, parts) => {
        const response = await fetch(`${engine.url}/${parts.join('/')}`, { method });
        expect(response.status).toBeLessThan(500);
        if (response.status >= 400) await contract.checkError(response);
        else await response.arrayBuffer();
      }),
      RUNS,
    );
  });
});

describe('any bytes on the connection', () => {
  it('are answered or the connection is closed, and the engine continues', async () => {
    const line = fc.oneof(
      headerText,
      text,
      fc.constantFrom(
        'GET / HTTP/1.1',
        'POST /submit HTTP/1.1',
        'Host: x',
        'Content-Length: 5',
        'Content-Length: -1',
        'Transfer-Encoding: chunked',
        'Content-Type: application/json',
        'Expect: 100-continue',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'ffffffffffffffff',
        '0',
        '',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const socket = connect(Number(new URL(engine.url).port), '127.0.0.1');
        socket.on('error', () => {});
        await once(socket, 'connect');
        socket.end(`${lines.join('\r\n')}\r\n\r\n`);
        socket.resume();
        await once(socket, 'close');
      }),
      { numRuns: 60 },
    );
    expect((await fetch(`${engine.url}/healthz`)).status).toBe(200);
  });
});

describe('a stream', () => {
  it('carries any text unchanged, in its output events and in the last record', async () => {
    const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).map((value) => value.toWellFormed());
    await fc.assert(
      fc.asyncProperty(texts, async (value) => {
        const response = await fetch(`${engine.url}/submit`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ language: 'c', code: 'echo', input: value }),
        });
        const { submission_id: made } = (await response.json()) as { submission_id: string };
        const seen = await allEvents(engine.url, made);
        const texts = seen.filter(({ event }) => event === 'output').map(({ data }) => data['text']);
        expect([texts.join(''), seen.at(-1)!.data['stdout']]).toEqual([value, value]);
      }),
      { numRuns: 60 },
    );
  });
});

it('no request of these tests was answered with internal', () => {
  expect(engine.logs.filter((line) => line.includes('"level":50'))).toEqual([]);
});

function encodeURIComponentSafely(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}
