import { rm } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { describe, expect, inject, it, type TestContext } from 'vitest';
import { dataFolder } from '../support/data-folder.ts';
import { allEvents, eventually, submit, submitted } from '../support/engine.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';
import { spawnEngine, type EngineProcess } from '../../tools/process.ts';

const redisUrl = inject('redisUrl');
const databaseUrl = inject('databaseUrl');
const NOT_HERE = missing(dockerIsHere(), 'the engine as a process', 'Docker is not here');
const COUNT = 'import time\nfor n in range(8):\n    print(n)\n    time.sleep(0.25)';
const COUNTED = '0\n1\n2\n3\n4\n5\n6\n7\n';

/** Each engine has a database of Redis of its own, so that the tests can go on beside each other: mostly they wait. */
describe.skipIf(NOT_HERE)('the engine as a process', { concurrent: true }, () => {
  const redisOf = (database: number) => `${redisUrl}/${database}`;
  const clusterOn = (database: number) => ({
    MODE: 'cluster',
    REDIS_URL: redisOf(database),
    DATABASE_URL: databaseUrl,
    LANES: '1',
    LANGUAGES: 'python',
    WARM: '1',
  });
  const start = async ({ onTestFinished }: TestContext, environment: Record<string, string>) => {
    const engine = await spawnEngine(environment);
    onTestFinished(async () => {
      engine.kill('SIGKILL');
      await engine.exited;
    });
    return engine;
  };
  const answers = (engine: EngineProcess, path: string, status: number) =>
    eventually(async () => (await fetch(engine.url + path).catch(() => undefined))?.status === status);
  const whenReady = (engine: EngineProcess) => answers(engine, '/readyz', 200);

  it('finishes the run, ends its streams and exits 0 on SIGTERM', async (test) => {
    const engine = await start(test, clusterOn(1));
    await whenReady(engine);
    const id = await submitted(engine.url, COUNT);
    const seen = allEvents(engine.url, id);
    await eventually(() =>
      fetch(`${engine.url}/submissions/${id}`).then(
        async (r) => ((await r.json()) as { status: string }).status === 'running',
      ),
    );
    engine.kill('SIGTERM');
    expect((await seen).at(-1)?.data).toMatchObject({ status: 'completed', stdout: COUNTED });
    expect(await engine.exited).toBe(0);
    expect(engine.logs()).toContain('stopped');
  });

  it('exits at once on the second signal', async (test) => {
    const engine = await start(test, clusterOn(2));
    await whenReady(engine);
    await submitted(engine.url, 'import time\ntime.sleep(60)');
    engine.kill('SIGTERM');
    await eventually(() => engine.logs().includes('stopping'));
    const asked = Date.now();
    engine.kill('SIGTERM');
    expect(await engine.exited).toBe(130);
    expect(Date.now() - asked).toBeLessThan(3000); // the limit of the program is three times as long
  });

  it('shares the load between an API and two workers on one Redis, each in its role', async (test) => {
    const api = await start(test, { ...clusterOn(3), ROLE: 'api' });
    await answers(api, '/readyz', 503);
    expect(await (await fetch(`${api.url}/readyz`)).json()).toMatchObject({
      unavailable: { worker: expect.stringMatching(/^No worker has been seen for 30 s\./) },
    });
    const workers = [
      await start(test, { ...clusterOn(3), ROLE: 'worker' }),
      await start(test, { ...clusterOn(3), ROLE: 'worker' }),
    ];
    await Promise.all([api, ...workers].map(whenReady));
    expect((await submit(workers[0]!.url, { language: 'py', code: '1' })).status).toBe(404);
    const ids = await Promise.all(Array.from({ length: 6 }, () => submitted(api.url, 'import time; time.sleep(0.5)')));
    for (const id of ids) expect((await allEvents(api.url, id)).at(-1)?.data).toMatchObject({ status: 'completed' });
    for (const worker of workers) expect(ids.some((id) => worker.logs().includes(id))).toBe(true);
    expect(await (await fetch(`${workers[0]!.url}/metrics`)).text()).toMatch(
      /codeengine_submissions_total\{language="python",status="completed"\} [1-6]/,
    );
  });

  it('waits while Redis, PostgreSQL and Docker do not answer, and names them', async (test) => {
    const engine = await start(test, {
      MODE: 'cluster',
      REDIS_URL: 'redis://127.0.0.1:1',
      DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/x',
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
    });
    await answers(engine, '/readyz', 503);
    const { unavailable } = (await (await fetch(`${engine.url}/readyz`)).json()) as {
      unavailable: Record<string, string>;
    };
    expect(Object.keys(unavailable).sort()).toEqual(['history', 'redis', 'sandbox']);
    const refused = await submit(engine.url, { language: 'python', code: '1' });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'unavailable']);
    expect(engine.logs()).toContain('Redis does not answer');
    expect(engine.logs() + JSON.stringify(unavailable)).not.toContain('hunter2');
    engine.kill('SIGTERM');
    expect(await engine.exited).toBe(0);
  });

  it('keeps the story of a thousand tests in less than 1 MiB of Redis', async (test) => {
    const engine = await start(test, { ...clusterOn(5), LANGUAGES: 'c' });
    await whenReady(engine);
    const tests = Array.from({ length: 1000 }, (_, n) => ({ input: `${n}`, expected: `${n}` }));
    const code = '#include <stdio.h>\nint main(void) { char s[9]; scanf("%8s", s); puts(s); }';
    const answer = await submit(engine.url, { language: 'c', code, tests });
    const { submission_id: id } = (await answer.json()) as { submission_id: string };
    expect((await allEvents(engine.url, id)).at(-1)?.data).toMatchObject({ summary: { passed: 1000 } });
    const redis = new Redis(redisOf(5));
    const bytes = await redis.memory('USAGE', `status:${id}`, 'SAMPLES', 0);
    redis.disconnect();
    process.stdout.write(`  the story of 1000 tests: ${bytes} bytes in Redis\n`);
    expect(bytes).toBeLessThan(1024 * 1024);
  });

  it('creates the consumer group at 0, and leaves nothing in the queues when all runs have ended', async (test) => {
    const engine = await start(test, clusterOn(6));
    await whenReady(engine);
    const id = await submitted(engine.url, 'print("hi")');
    await allEvents(engine.url, id);
    const redis = new Redis(redisOf(6));
    await eventually(async () => (await redis.xlen('code_queue')) === 0 && (await redis.xlen('history_queue')) === 0);
    expect(JSON.stringify(await redis.xinfo('GROUPS', 'code_queue'))).toContain('worker_group');
    expect(await redis.xlen(`status:${id}`)).toBeGreaterThanOrEqual(3);
    redis.disconnect();
  });

  it('keeps its history across a restart in embedded mode with Docker', async (test) => {
    const folder = await dataFolder();
    const embedded = { DATA_DIR: folder, SANDBOX: 'docker', LANGUAGES: 'python', WARM: '1' };
    const first = await start(test, embedded);
    await whenReady(first);
    expect((await fetch(first.url)).headers.get('content-type')).toContain('text/html');
    const id = await submitted(first.url, 'print("kept")');
    await allEvents(first.url, id);
    first.kill('SIGINT');
    expect(await first.exited).toBe(0);
    const second = await start(test, embedded);
    await answers(second, '/healthz', 200);
    expect(await (await fetch(`${second.url}/submissions/${id}`)).json()).toMatchObject({
      status: 'completed',
      stdout: 'kept\n',
    });
    second.kill('SIGKILL');
    await second.exited;
    await rm(folder, { recursive: true });
  });

  it('prints the mistakes in its configuration, and exits with 1', async (test) => {
    const engine = await start(test, { MODE: 'cluster', PORT: 'none' });
    expect(await engine.exited).toBe(1);
    expect(engine.logs()).toMatch(/The configuration is wrong:[^]*PORT: must be a number[^]*REDIS_URL: must be a URL/);
  });
});
