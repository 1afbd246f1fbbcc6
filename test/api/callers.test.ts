import { request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callersOf } from '../../src/http/callers.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';

describe('an engine that listens only to this machine', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    const callers = callersOf({ HOST: '127.0.0.1', ALLOWED_HOSTS: ['code.example.org'] });
    engine = await startEngine({ callers });
  });
  afterAll(() => engine.close());

  const ask = async (headers: Record<string, string>, path = '/languages', method = 'GET') => {
    const [answer] = (await once(request(`${engine.url}${path}`, { headers, method }).end(), 'response')) as [
      IncomingMessage,
    ];
    return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
  };

  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:8080', '[::1]:8080', '[::1]', 'code.example.org'])(
    'answers requests to the host name %s',
    async (host) => {
      expect((await ask({ host })).status).toBe(200);
    },
  );

  it.each([
    ['evil.example', '/languages'],
    ['evil.example:8080', '/metrics'],
    ['localhost.evil.example', '/submissions/x'],
    ['127.0.0.1.nip.io:80', '/docs'],
    ['192.168.1.5:8080', '/stream/x'],
    ['[::2]:8080', '/healthz'],
  ])('refuses a page that calls the host name %s access to %s, and names the setting', async (host, path) => {
    const answer = await ask({ host }, path);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      421,
      { code: 'wrong_host', error: expect.stringMatching(/answers to localhost only.* ALLOWED_HOSTS=\S+$/) },
    ]);
  });

  it.each([
    ['https://evil.example', undefined],
    ['http://localhost:3000', undefined],
    ['null', 'null'],
  ])('lets a page from %s read: %s', async (origin, allowed) => {
    const host = 'localhost';
    const wanted = { host, origin, 'access-control-request-method': 'POST' };
    for (const answer of [await ask({ host, origin }), await ask(wanted, '/submit', 'OPTIONS')]) {
      expect(answer.headers['access-control-allow-origin']).toBe(allowed);
    }
  });
});

describe('callersOf', () => {
  const unset = { ALLOWED_HOSTS: [] };
  it.each(['0.0.0.0', '::', '192.168.1.5', 'code.example.org', '127.0.0.1.example.org'])(
    'allows any host name and any page at %s, which other machines can reach',
    (HOST) => expect(callersOf({ HOST, ...unset })).toEqual({ origins: ['*'] }),
  );

  it.each(['127.0.0.1', '127.8.9.1', 'localhost', '::1'])('treats %s as this machine only', (HOST) =>
    expect(callersOf({ HOST, ...unset })).toEqual({ hosts: [HOST], origins: ['null'] }),
  );

  it('allows exactly the pages of CORS_ORIGIN', () => {
    const CORS_ORIGIN = ['https://example.org'];
    for (const HOST of ['127.0.0.1', '0.0.0.0'])
      expect(callersOf({ HOST, ...unset, CORS_ORIGIN }).origins).toEqual(CORS_ORIGIN);
  });
});
