import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Stack } from '../../tools/stack.ts';
import { submit } from './engine.ts';

/** The tests of the gateway: its responses, and its limits for each address. */
export function describeGateway(stack: () => Stack): void {
  describe('the gateway', () => {
    const ask = (path: string, init?: RequestInit) => fetch(`${stack().url}${path}`, init);
    const refused = async () => {
      const answers = await Promise.all(
        Array.from({ length: 30 }, () => submit(stack().url, { language: 'python', code: '1' })),
      );
      return answers.filter(({ status }) => status === 429);
    };

    it('limits submissions to 2 a second and 5 at once, answers in JSON, and spreads the retries', async () => {
      const answers = await refused();
      expect(answers.length).toBeGreaterThan(10);
      const first = answers[0]!;
      expect(first.headers.get('access-control-allow-origin')).toBe('*');
      expect(await first.json()).toEqual({
        code: 'rate_limited',
        error: 'Too many submissions from your address: 2 a second, 5 at once. Try again in a few seconds.',
      });
      const waits = new Set(answers.map(({ headers }) => Number(headers.get('retry-after'))));
      expect([...waits].every((seconds) => seconds >= 1 && seconds <= 5)).toBe(true);
      expect(waits.size).toBeGreaterThan(2);
      const others = await Promise.all(Array.from({ length: 20 }, () => ask('/languages')));
      expect(others.every(({ status }) => status === 200)).toBe(true);
    });

    it('counts every POST as a submission, however its path is written', async () => {
      for (const path of ['/SUBMIT', '/submit/', '/another']) {
        await sleep(3000); // earlier requests no longer count
        const post = () => ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
        const answers = await Promise.all(Array.from({ length: 20 }, post));
        expect([path, answers.filter(({ status }) => status === 429).length > 10]).toEqual([path, true]);
      }
      await sleep(3000);
    });

    it.each(['/metrics', '/metrics/', '/METRICS', '//metrics', '/%6detrics', '/metrics?x=1'])(
      'does not publish %s',
      async (path) => {
        const response = await ask(path);
        expect([response.status, await response.json()]).toMatchObject([404, { code: 'not_found' }]);
      },
    );

    it('accepts a large body only on paths that take a program or its input', async () => {
      const post = async (path: string, bytes: number) => {
        const response = await ask(path, { method: 'POST', body: 'x'.repeat(bytes) });
        return [response.status, ((await response.json()) as { code: string }).code];
      };
      expect(await post('/submit', 37_000_000)).toEqual([413, 'too_large']);
      expect(await post('/healthz', 5000)).toEqual([413, 'too_large']);
      expect(await post('/', 5000)).toEqual([413, 'too_large']);
    });

    it.each([
      ['no HTTP at all', 'HELLO\r\n\r\n', 400],
      [
        'a header that is too large',
        `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
        400,
      ],
      [
        'a method that the page does not allow',
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
        405,
      ],
      ['a page that is not there', 'GET /nowhere.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ])('answers %s with JSON that no browser treats as a page', async (_what, request, status) => {
      const line = open(stack().url, request);
      const [head = '', body = ''] = (await line.text()).split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(head).toMatch(/^content-type: application\/json/im);
      expect(head).toMatch(/^x-content-type-options: nosniff/im);
      expect(JSON.parse(body)).toMatchObject({ error: expect.any(String), code: expect.any(String) });
    });

    it('logs each request as one line of JSON, without its query string', async () => {
      const path = '/log%22of%0Aa-request';
      await ask(`${path}?q=secret`);
      await open(stack().url, 'HELLO\r\n\r\n').text();
      const id = (await stack().compose('ps', '-q', 'gateway')).trim();
      const log = (await stack().docker('logs', id)).trim();
      const lines = log.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      const line = lines.find((candidate) => candidate['path'] === path);
      expect(line).toMatchObject({ role: 'gateway', method: 'GET', status: 404 });
      expect(Date.parse(String(line?.['time']))).toBeGreaterThan(Date.now() - 60_000);
      expect(log).not.toContain('secret');
      expect(await stack().compose('logs', 'gateway')).not.toContain('limiting requests');
    });

    it('has one nosniff header in every response of the API', async () => {
      for (const path of ['/languages', '/submissions/none', '/docs', '/openapi.json'])
        expect([path, (await ask(path)).headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    });

    it('allows 50 connections of an address, closes silent ones, and meanwhile serves the page', async () => {
      await sleep(3000); // requests of earlier tests no longer count
      const lines = [];
      for (let n = 0; n < 60; n++) {
        lines.push(
          open(
            stack().url,
            'POST /stream/none HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nConnection: close\r\n\r\n',
          ),
        );
        await sleep(60); // slower than the limit of requests
      }
      expect((await ask('/')).status).toBe(200);
      const said = await Promise.all(lines.map((line) => line.text()));
      expect(said.filter((text) => text.includes('Too many connections from your address: 50 at once.')).length).toBe(
        10,
      );
      expect(said.filter((text) => /^HTTP\/1.1 (408|4..|5..)|^$/.test(text)).length).toBe(60);
    });

    it('allows 10 slow large uploads of an address, and meanwhile runs small programs', async () => {
      await sleep(3000); // requests of earlier tests no longer count
      const head = 'POST /submit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n';
      const lines = [];
      for (let n = 0; n < 13; n++) {
        lines.push(open(stack().url, `${head}Content-Length: 8000000\r\n\r\n{`));
        await sleep(400); // within the limit of submissions, and fast enough that no connection is closed before the last is open
      }
      expect(await stack().record('python', 'print("small")')).toMatchObject({ stdout: 'small\n' });
      const said = await Promise.all(lines.map((line) => line.text()));
      const refused = said.filter((text) => text.includes('Too many large programs from your address: 10 at once.'));
      expect(refused.length).toBeGreaterThan(0);
    });

    it('stays within its memory limit, as do the other services', async () => {
      const { services } = JSON.parse(await stack().compose('config', '--format', 'json')) as Composed;
      for (const [name, service] of Object.entries(services)) {
        expect([name, Number(service.mem_limit) > 0, service.cap_drop]).toEqual([name, true, ['ALL']]);
        expect(service.security_opt).toContain('no-new-privileges:true');
      }
      expect(services['gateway']!.tmpfs).toEqual(['/tmp:size=512m']);
      const redis = await stack().compose('exec', '-T', 'redis', 'redis-cli', 'CONFIG', 'GET', 'maxmemory*');
      expect(redis).toContain(`maxmemory\n${2 ** 30}`);
      expect(redis).toContain('noeviction');
    });
  });
}

/** A connection that has sent `request`; `text` resolves with all that the server sends until it closes. */
function open(url: string, request: string): { text(): Promise<string> } {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port) });
  const chunks: Buffer[] = [];
  const closed = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
  socket.write(request);
  return { text: () => closed };
}

interface Composed {
  readonly services: Readonly<Record<string, Service>>;
}
interface Service {
  readonly mem_limit?: string;
  readonly cap_drop?: string[];
  readonly security_opt?: string[];
  readonly tmpfs?: string[];
}
