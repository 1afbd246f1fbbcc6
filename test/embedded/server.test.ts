import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEvents, eventually, submit, submitted } from '../support/engine.ts';
import { ROOT, spawnEngine, type EngineProcess } from '../support/process.ts';
import { dataFolder } from '../support/wasm-sandbox.ts';

describe('npm start with nothing but Node', () => {
  let DATA_DIR: string;
  let engine: EngineProcess;
  const start = async () => {
    engine = await spawnEngine({ DATA_DIR, LANES: '2', LIMIT_TIME_MS: '4000' });
    await eventually(async () => (await fetch(`${engine.url}/healthz`).catch(() => undefined))?.status === 200);
  };
  const record = async (id: string) =>
    (await (await fetch(`${engine.url}/submissions/${id}`)).json()) as Record<string, unknown>;
  beforeAll(async () => {
    DATA_DIR = await dataFolder();
    await start();
  });
  afterAll(async () => {
    engine.kill('SIGKILL');
    await engine.exited;
    await rm(DATA_DIR, { recursive: true });
  });

  it('answers with the page at once, and runs what comes before it is warm', async () => {
    expect(await (await fetch(engine.url)).text()).toContain('<title>CodeEngine');
    const [python, cpp] = await Promise.all([
      submitted(engine.url, 'print("hi")'),
      submitted(engine.url, '#include <iostream>\nint main() { std::cout << "hi\\n"; }', 'cpp'),
    ]);
    for (const id of [python, cpp]) {
      expect((await allEvents(engine.url, id)).at(-1)?.data).toMatchObject({
        status: 'completed',
        stdout: 'hi\n',
        sandbox: 'wasm',
      });
    }
  });

  it('says what its sandbox is and what it cannot do', async () => {
    const languages = (await (await fetch(`${engine.url}/languages`)).json()) as Record<string, unknown>[];
    const runs = [/^CPython/, /^Clang/, /^Clang/].map((version) => ({ version: expect.stringMatching(version) }));
    expect(languages).toMatchObject(runs);
    for (const { notes } of languages) expect(notes).toMatch(/no threads, no processes and no sockets/);
  });

  it('answers while programs do their worst', async () => {
    const worst = [
      'while True: pass',
      'while True: print("x" * 1000)',
      'x = [bytearray(1 << 20) for _ in range(1000)]',
    ];
    const ids = await Promise.all(worst.map((code) => submitted(engine.url, code)));
    for (let n = 0; n < 10; n++) {
      const started = performance.now();
      await fetch(`${engine.url}/languages`);
      expect(performance.now() - started).toBeLessThan(1000);
    }
    const ends = await Promise.all(ids.map(async (id) => (await allEvents(engine.url, id)).at(-1)?.data));
    expect(ends).toMatchObject([{ reason: 'time' }, { reason: 'output' }, { reason: 'memory' }]);
  });

  it('stops a run that is not wanted any more', async () => {
    const id = await submitted(engine.url, 'print("up", flush=True)\nwhile True: pass');
    await eventually(async () => (await record(id))['status'] === 'running');
    expect((await fetch(`${engine.url}/submissions/${id}`, { method: 'DELETE' })).status).toBe(202);
    expect((await allEvents(engine.url, id)).at(-1)?.data).toMatchObject({ status: 'cancelled' });
  });

  it('finishes what runs on Ctrl-C, and remembers over a restart', async () => {
    const id = await submitted(engine.url, 'print("kept")');
    await allEvents(engine.url, id);
    const slow = await submitted(engine.url, 'import time\ntime.sleep(2)\nprint("finished")');
    await eventually(async () => (await record(slow))['status'] === 'running');
    engine.kill('SIGINT');
    expect(await engine.exited).toBe(0);
    expect(engine.logs()).not.toContain('sandbox ended');
    await start();
    expect(await record(id)).toMatchObject({ status: 'completed', stdout: 'kept\n' });
    expect(await record(slow)).toMatchObject({ status: 'completed', stdout: 'finished\n' });
  });

  it('runs again what was accepted and not finished when it was killed', async () => {
    const slow = 'import time\nprint("a", flush=True)\ntime.sleep(2)\nprint("b")';
    const ids = await Promise.all([slow, slow, slow].map((code) => submitted(engine.url, code)));
    await eventually(async () => (await record(ids[0]!))['status'] === 'running');
    engine.kill('SIGKILL');
    await engine.exited;
    await start();
    for (const id of ids) {
      const last = (await allEvents(engine.url, id, { 'Last-Event-ID': '1-1' })).at(-1);
      expect(last?.data).toMatchObject({ status: 'completed', stdout: 'a\nb\n' });
    }
  });

  it('ends its sandbox with it, even when it is killed', async () => {
    const hosts = async () =>
      (await promisify(execFile)('ps', ['-eo', 'args'])).stdout.split(`${DATA_DIR}/wasm`).length;
    expect(await hosts()).toBeGreaterThan(1);
    engine.kill('SIGKILL');
    await engine.exited;
    await eventually(async () => (await hosts()) === 1);
    await start();
  });

  it('keeps a second engine off its folder, and says how to choose another port', async () => {
    const second = await spawnEngine({ DATA_DIR });
    expect(await second.exited).toBe(1);
    expect(second.logs()).toMatch(/is in use by process \d+\. Stop that, or choose another folder with DATA_DIR/);
    const third = await spawnEngine({ DATA_DIR, PORT: new URL(engine.url).port });
    expect(await third.exited).toBe(1);
    expect(third.logs()).toMatch(/Port \d+ is taken by another program\. Choose another one: PORT=\d+ npm start/);
  });

  it('starts its sandbox again when that was killed', async () => {
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid,args']);
    const host = stdout.split('\n').find((line) => line.includes(`${DATA_DIR}/wasm`));
    const lost = await submitted(engine.url, 'while True: pass');
    await eventually(async () => (await record(lost))['status'] === 'running');
    process.kill(Number.parseInt(host!, 10), 'SIGKILL');
    await eventually(async () => {
      const answer = await submit(engine.url, { language: 'python', code: 'print("back")' }, { query: '?wait=true' });
      return ((await answer.json()) as { stdout: string }).stdout === 'back\n';
    });
    expect(await record(lost)).toMatchObject({ status: 'error', reason: 'internal' });
    for (let n = 0; n < 4; n++) {
      const id = await submitted(engine.url, 'import time\ntime.sleep(3)'); // the limit of the lost one passes meanwhile
      expect((await allEvents(engine.url, id)).at(-1)?.data).toMatchObject({ status: 'completed' });
    }
  });
});

describe('npm start -- --help', () => {
  it('lists what can be set', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/main.js', '--help'], { cwd: ROOT });
    for (const name of ['PORT', 'HOST', 'LANES', 'SANDBOX', 'DATA_DIR', 'LIMIT_TIME_MS', 'REDIS_URL'])
      expect(stdout).toContain(`  ${name} `);
  });
});
