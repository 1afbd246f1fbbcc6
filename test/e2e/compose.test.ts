import { runChaos } from '../../tools/chaos/run.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../../tools/stack.ts';
import { describeDoctor } from '../support/doctor.ts';
import { allEvents, events, eventually, submit, type StreamEvent } from '../support/engine.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';
import { describeGateway } from '../support/gateway.ts';
import { describePage, PAGE_BEHIND_GATEWAY } from '../support/page.ts';
import { describeRefusedStarts, describeStarting } from '../support/starting.ts';

const COUNT = 'import time\nfor n in range(12):\n    print(n)\n    time.sleep(0.25)';
const COUNTED = Array.from({ length: 12 }, (_, n) => `${n}\n`).join('');

describe.skipIf(missing(dockerIsHere(), 'the compose stack', 'Docker is not here'))(
  'the stack that start.sh starts',
  () => {
    let stack: Stack;
    beforeAll(async () => {
      stack = await startStack();
    });
    afterAll(() => stack?.erase());
    const get = (path: string) => fetch(`${stack.url}${path}`);
    const shown = async (id: string) => (await (await get(`/submissions/${id}`)).json()) as Record<string, unknown>;

    it('is ready when start.sh says so, which also prints what to do next', async () => {
      expect(stack.printed).toContain(`CodeEngine is ready at ${stack.url}`);
      expect(stack.printed).toContain('curl');
      const cgroup = (await stack.docker('info', '--format', '{{.CgroupVersion}}')).trim();
      expect(stack.printed.includes('this machine has cgroup v1')).toBe(cgroup === '1');
      expect(await (await get('/readyz')).json()).toEqual({ status: 'ready', unavailable: {} });
    });

    it.each([
      ['python', 'print("hi", input())', 'hi you\n'],
      [
        'cpp',
        '#include <iostream>\nint main() { std::string s; std::cin >> s; std::cout << "hi " << s << "\\n"; }',
        'hi you\n',
      ],
      ['c', '#include <stdio.h>\nint main(void) { char s[9]; scanf("%8s", s); printf("hi %s\\n", s); }', 'hi you\n'],
    ])('runs %s', async (language, code, stdout) => {
      expect(await stack.record(language, code, 'you')).toMatchObject({
        status: 'completed',
        stdout,
        sandbox: 'docker',
      });
    });

    it('streams output while the program runs', async () => {
      const id = await stack.submitted('python', 'import time\nprint("a")\ntime.sleep(1.5)\nprint("b")');
      const seen = new Map<unknown, number>();
      for await (const { event, data } of events(stack.url, id)) {
        if (event === 'output') for (const letter of String(data['text'])) seen.set(letter, Date.now());
      }
      expect(seen.get('b')! - seen.get('a')!).toBeGreaterThan(750);
    });

    it('answers an interactive program through the gateway, each time it waits', async () => {
      const code = 'for n in range(12):\n    print(input(f"{n}? "))';
      const { submission_id: id } = (await (
        await submit(stack.url, { language: 'python', code, interactive: true })
      ).json()) as { submission_id: string };
      const refused: number[] = [];
      let last: StreamEvent | undefined;
      for await (const event of events(stack.url, id)) {
        last = event;
        if (event.event !== 'waiting') continue;
        const { n } = event.data as { n: number };
        const response = await fetch(`${stack.url}/submissions/${id}/input`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ text: `answer ${n}\n`, n }),
        });
        if (response.status !== 202) refused.push(response.status);
      }
      expect(refused).toEqual([]);
      const stdout = Array.from({ length: 12 }, (_, n) => `${n}? answer ${n + 1}\n`).join('');
      expect(last?.data).toMatchObject({ status: 'completed', stdout });
    });

    it('serves the page with a strict policy, and answers unknown paths with JSON', async () => {
      const page = await get('/');
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
      for (const path of ['/metrics', '/nowhere', '/.env', '/../.env', '/nginx.conf', '/app.js/x']) {
        const response = await get(path);
        expect([path, response.status, ((await response.json()) as { code: string }).code]).toEqual([
          path,
          404,
          'not_found',
        ]);
      }
    });

    it('publishes only the gateway, and only to this machine', async () => {
      const published = JSON.parse(await stack.compose('config', '--format', 'json')) as {
        services: Record<string, { ports?: { host_ip: string }[] }>;
      };
      const open = Object.entries(published.services).filter(([, { ports }]) => ports?.length);
      expect(open.map(([name, { ports }]) => [name, ports?.map((port) => port.host_ip)])).toEqual([
        ['gateway', ['127.0.0.1']],
      ]);
      await expect(
        stack.compose(
          'exec',
          '-T',
          'gateway',
          'timeout',
          '2',
          'sh',
          '-c',
          'curl -sS redis:6379 || wget -q -O- redis:6379',
        ),
      ).rejects.toThrow();
    });

    describeGateway(() => stack);

    describePage(() => stack.url, PAGE_BEHIND_GATEWAY);

    describeDoctor(() => stack.url);

    it('passes its health checks, none of which starts a Node process', async () => {
      const { services } = JSON.parse(await stack.compose('config', '--format', 'json')) as {
        services: Record<string, { healthcheck: { test: string[]; interval: string } }>;
      };
      for (const [name, { healthcheck }] of Object.entries(services)) {
        expect([name, healthcheck.interval]).toEqual([name, '30s']);
        expect(healthcheck.test.join(' ')).not.toContain('node');
        const container = (await stack.compose('ps', '-q', name)).trim();
        const state = () => stack.docker('inspect', '--format', '{{.State.Health.Status}}', container);
        await eventually(async () => (await state()).trim() === 'healthy');
      }
    });

    it('has a submission in the history when Redis has deleted it, and continues', async () => {
      const before = await stack.record('python', 'print("kept\\0")');
      await eventually(async () => (await inPostgres(String(before['submission_id']))) === 1);
      await stack.compose('exec', '-T', 'redis', 'redis-cli', 'FLUSHALL');
      expect(await shown(String(before['submission_id']))).toMatchObject({ ...before, code: 'print("kept\\0")' });
      expect(await stack.record('python', 'print("after")')).toMatchObject({ stdout: 'after\n' });
    });

    it('finishes a run when its worker is restarted during the run', async () => {
      const id = await stack.submitted('python', COUNT);
      const seen = allEvents(stack.url, id);
      await eventually(async () => (await shown(id))['status'] === 'running');
      await stack.compose('restart', 'worker');
      expect((await seen).at(-1)?.data).toMatchObject({ status: 'completed', stdout: COUNTED });
    });

    it('lets a client resume its stream after a restart of the API: no event twice, none lost', async () => {
      const id = await stack.submitted('python', COUNT);
      const first: StreamEvent[] = [];
      for await (const event of events(stack.url, id)) {
        first.push(event);
        if (event.event === 'output') break;
      }
      await stack.compose('restart', 'api');
      await eventually(async () => (await get('/healthz')).status === 200);
      const rest = await allEvents(stack.url, id, { 'last-event-id': first.at(-1)!.id });
      const told = [...first, ...rest].filter(({ event }) => event === 'output').map(({ data }) => data['text']);
      expect(told.join('')).toBe(COUNTED);
    });

    it('runs programs while PostgreSQL does not answer, and saves them when it answers again', async () => {
      await stack.compose('stop', 'postgres');
      const record = await stack.record('python', 'print("without history")');
      expect(record).toMatchObject({ status: 'completed' });
      expect((await get('/readyz')).status).toBe(503);
      await stack.compose('start', 'postgres');
      await eventually(async () => (await inPostgres(String(record['submission_id'])).catch(() => 0)) === 1);
    });

    it('answers 503 while Redis does not answer, and recovers by itself', async () => {
      await stack.compose('stop', 'redis');
      const response = await submit(stack.url, { language: 'python', code: '1' });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([503, 'unavailable']);
      expect(await (await get('/readyz')).json()).toMatchObject({ unavailable: { redis: expect.any(String) } });
      await stack.compose('start', 'redis');
      await eventually(async () => (await get('/readyz')).status === 200);
      expect(await stack.record('python', 'print("back")')).toMatchObject({ stdout: 'back\n' });
    });

    describe('a worker that is killed in the middle of a run', () => {
      let id: string;

      it('is started again', async () => {
        id = await stack.submitted('python', COUNT);
        await eventually(async () => (await shown(id))['status'] === 'running');
        await stack.compose('kill', 'worker');
        await stack.compose('up', '-d', '--no-build', 'worker');
        await eventually(async () => (await get('/readyz')).status === 200);
      });

      describeRefusedStarts(() => stack); // half a minute passes before the job of a lost worker is delivered again

      it('has its job run again', async () => {
        const seen = await allEvents(stack.url, id);
        expect(seen.at(-1)?.data).toMatchObject({ status: 'completed', stdout: COUNTED });
        expect(seen.at(-1)?.id).toMatch(/^2-/);
      });
    });

    describeStarting(() => stack);

    it('shares the load between the two workers', async () => {
      const busy = new Set<string | undefined>();
      await eventually(async () => {
        const ids: string[] = []; // a worker that has just started takes a moment, so several rounds may be necessary
        for (let n = 0; n < 6; n++) ids.push(await stack.submitted('python', 'import time; time.sleep(1)'));
        for (const id of ids)
          expect((await allEvents(stack.url, id)).at(-1)?.data).toMatchObject({ status: 'completed' });
        const lines = (await stack.compose('logs', 'worker')).split('\n');
        const told = lines.filter((line) => ids.some((id) => line.includes(id)));
        for (const line of told) busy.add(/worker-\d/.exec(line)?.[0]); // compose puts escape codes around the name
        return busy.size === 2;
      });
    }, 300_000);

    it('loses nothing, repeats nothing and leaves nothing while its services are killed and disconnected', async () => {
      const told: string[] = [];
      const { violations } = await runChaos(stack, {
        minutes: 0.5,
        seed: 9,
        rate: 1.5,
        workers: 2,
        say: (line) => told.push(line),
      });
      process.stdout.write(`${told.join('\n')}\n`);
      expect(violations).toEqual([]);
    }, 600_000);

    it('logs no source and no input', async () => {
      await stack.record('python', '# very-s3cret-source', 'very-s3cret-input');
      expect(await stack.compose('logs')).not.toContain('very-s3cret');
    });

    it('stops with stop.sh, leaving the data and no container', async () => {
      expect(await stack.stop()).toContain('Stopped');
      expect(await stack.compose('ps', '-aq')).toBe('');
      expect((await left('volume')).toSorted()).toEqual([`${stack.project}_postgres`, `${stack.project}_redis`]);
    });

    it('removes all its own with stop.sh --purge, which needs no .env, and no image that another installation uses', async () => {
      const unused = `codeengine-unused:${stack.project}`;
      const used = (await images('--filter', 'label=codeengine.image')).filter((image) => !image.includes('<none>'));
      const users = await Promise.all(used.map(async (image) => (await stack.docker('create', image, 'true')).trim()));
      try {
        await stack.docker('commit', '--change', 'LABEL codeengine.image=unused', users[0]!, unused);
        const said = await stack.withoutEnv(() => stack.stop('--purge', '--yes'));
        expect(said).toContain('Deleted');
        expect(said).toMatch(/^ {2}docker image rm .*\bpython:3\.10-alpine\b/m);
        expect([await left('volume'), await left('network')]).toEqual([[], []]);
        const all = await images();
        expect(all).toEqual(expect.arrayContaining(used));
        expect(all.filter((image) => image === unused || image.startsWith(stack.project))).toEqual([]);
      } finally {
        await stack.docker('rm', ...users);
      }
    });

    async function images(...options: string[]): Promise<string[]> {
      const said = await stack.docker('image', 'ls', ...options, '--format', '{{.Repository}}:{{.Tag}}');
      return said.split('\n').filter(Boolean);
    }

    async function left(kind: 'volume' | 'network'): Promise<string[]> {
      const label = `label=com.docker.compose.project=${stack.project}`;
      const said = await stack.docker(kind, 'ls', '--filter', label, '--format', '{{.Name}}');
      return said.split('\n').filter(Boolean);
    }

    async function inPostgres(id: string): Promise<number> {
      const query = `SELECT count(*) FROM submissions WHERE id = '${id}'`;
      return Number(await stack.compose('exec', '-T', 'postgres', 'psql', '-U', 'codeengine', '-tAc', query));
    }
  },
);
