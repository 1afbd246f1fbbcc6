import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Stack } from '../../tools/stack.ts';
import { submit } from './engine.ts';

/** start.sh starts several processes of Node, which take minutes on a busy machine. */
const SLOW_START_MS = 900_000;

/** The tests of a second ./start.sh that refuses what is wrong: running services continue. */
export function describeRefusedStarts(stack: () => Stack): void {
  describe('start.sh, run again with a mistake', { timeout: SLOW_START_MS }, () => {
    /** Adds a line to .env, and ends its lines as Windows does. */
    const adding = (line: string) => (text: string) => `${text}${line}\n`.replaceAll('\n', '\r\n');
    const isReady = async () => (await fetch(`${stack().url}/readyz`)).status === 200;

    it.each([
      ['SANDBOX_RUNTIME', 'nosuch'],
      ['REDIS_MEMORY', 'much'],
      ['DOCKER_SOCKET', '/nowhere.sock'],
      ['REDIS_CONTAINER_MEMORY', 'much'],
      ['PORT', '127.0.0.1:8090'],
      ['WORKERS', 'two'],
    ])('names a wrong %s, and does not change running services', async (name, value) => {
      const { code, printed } = await stack().start({ [name]: value });
      expect([code, printed]).toEqual([
        1,
        expect.stringMatching(name === 'REDIS_CONTAINER_MEMORY' ? /redis.*mem_limit/ : name),
      ]);
      expect(printed).toContain('Running services were not changed');
      expect(printed).not.toContain('taken by another program');
      expect(await isReady()).toBe(true);
    });

    it.each([
      {
        parts: 'the gateway and the engine, in the environment and in .env, with any line endings',
        wrong: { RATE_LIMIT: 'fast' },
        line: 'LIMIT_TIME_MS=2s',
        said: ['RATE_LIMIT', 'LIMIT_TIME_MS: must be a number from 50 to 600000'],
      },
      {
        parts: 'the port and the worker',
        wrong: { BIND: '203.0.113.1', LANGUAGES: 'python,nosuch' },
        line: '',
        said: ['BIND', 'LANGUAGES: there is no language nosuch'],
      },
    ])('names what is wrong in several parts at once: $parts', async ({ wrong, line, said }) => {
      const { code, printed } = await stack().withEnv(adding(line), () => stack().start(wrong));
      expect(code).toBe(1);
      for (const text of said) expect(printed.split(text)).toHaveLength(2); // once, also where two parts have the setting
      expect(printed).toContain('Running services were not changed');
      expect(printed).not.toContain('taken by another program');
      expect(await isReady()).toBe(true);
    });

    it('finds an image that is not there in .env, with any line endings, before it stops a service', async () => {
      const line = 'PYTHON_IMAGE=localhost:1/none:1';
      const { code, printed } = await stack().withEnv(adding(line), () => stack().start());
      expect([code, printed]).toEqual([1, expect.stringContaining('Could not pull localhost:1/none:1')]);
      expect(printed).not.toContain('taken by another program');
      expect(await isReady()).toBe(true);
    });

    it('names a port that is taken, and does not keep it in .env', async () => {
      const other = createServer().listen(0);
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { code, printed } = await stack().start({ PORT: String(port) });
      other.close();
      expect([code, printed]).toEqual([1, expect.stringContaining(`Port ${port} is taken by another program`)]);
      expect(await stack().kept('PORT')).toBe(new URL(stack().url).port);
      expect(await isReady()).toBe(true);
    });

    it('refuses at once to start with the history of an earlier installation without its .env', async () => {
      const { code, printed } = await stack().withoutEnv(() => stack().start());
      expect(code).toBe(1);
      expect(printed).toContain(`${stack().project}_postgres`);
      expect(printed).toContain('./stop.sh --purge');
      expect(await isReady()).toBe(true);
    });
  });
}

/** The tests of a second ./start.sh that replaces running services. */
export function describeStarting(stack: () => Stack): void {
  describe('start.sh, run again', { timeout: SLOW_START_MS }, () => {
    it('shows the last log lines of a service that stops repeatedly, and gives up', async () => {
      const worker = { command: ['node', '-e', 'console.error("The disk is full."); process.exitCode = 7'] };
      const override = JSON.stringify({ services: { worker } });
      const { code, printed } = await stack().withOverride(override, () => stack().start());
      expect([code, printed]).toEqual([1, expect.stringContaining('worker has stopped. Its last lines:')]);
      expect(printed).toMatch(/^ {2}The disk is full\.$/m);
      expect(printed).toContain('The engine does not start. See more with: docker compose logs');
      expect(printed).not.toContain('is ready');
    });

    it('starts after that, with new rates, a trusted proxy and more workers, and keeps their number', async () => {
      const settings = {
        RATE_LIMIT: '4',
        RATE_BURST: '6',
        TRUSTED_PROXY: '127.0.0.0/8, 172.16.0.0/12,192.168.0.0/16',
        WORKERS: '2',
      };
      const { code, printed } = await stack().start(settings);
      expect([code, printed]).toEqual([0, expect.stringContaining('is ready')]);
      expect((await fetch(`${stack().url}/readyz`)).status).toBe(200);
      expect(printed.split('\n').length).toBeLessThan(30);
      expect(await stack().kept('WORKERS')).toBe('2');
      expect((await stack().compose('ps', '--status', 'running', '-q', 'worker')).trim().split('\n').length).toBe(2);
    });

    it('counts each client behind the trusted proxy separately, and an IPv6 network as one client', async () => {
      const refusedOf = async (address: (n: number) => string) => {
        const sent = Array.from({ length: 40 }, (_, n) => {
          const headers = { 'x-forwarded-for': address(n) };
          return submit(stack().url, { language: 'nope', code: '1' }, { headers });
        });
        return (await Promise.all(sent)).filter(({ status }) => status === 429);
      };
      const one = await refusedOf(() => '198.51.100.200');
      expect(one.length).toBeGreaterThan(10);
      expect(((await one[0]!.json()) as { error: string }).error).toContain('4 a second, 6 at once');
      expect((await refusedOf((n) => `2001:db8:1:1::${n + 1}`)).length).toBeGreaterThan(10);
      expect(await refusedOf((n) => `198.51.100.${n}`)).toEqual([]);
      expect(await refusedOf((n) => `2001:db8:2:${n}::1`)).toEqual([]);
    });
  });
}
