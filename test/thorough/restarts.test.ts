import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { allEvents, events, eventually, submit, submitted } from '../support/engine.ts';
import { spawnEngine } from '../../tools/process.ts';

describe('npm start, killed and started again', () => {
  // a busy machine takes long for programs that sleep 2 s; one language is enough, because each start of a compiler
  // takes longer than these tests
  const engine = embeddedEngine({ LIMIT_TIME_MS: '10000', LANGUAGES: 'python' });
  const record = async (id: string) =>
    (await (await fetch(`${engine.url}/submissions/${id}`)).json()) as Record<string, unknown>;

  it('runs accepted submissions again that had not finished when it was killed', async () => {
    const slow = 'import time\nprint("a", flush=True)\ntime.sleep(2)\nprint("b")';
    const ids = await Promise.all([slow, slow, slow].map((code) => submitted(engine.url, code)));
    await eventually(async () => (await record(ids[0]!))['status'] === 'running');
    engine.process.kill('SIGKILL');
    await engine.process.exited;
    await engine.start();
    for (const id of ids) {
      const last = (await allEvents(engine.url, id, { 'Last-Event-ID': '1-1' })).at(-1);
      expect(last?.data).toMatchObject({ status: 'completed', stdout: 'a\nb\n' });
    }
  });

  it('keeps every result that a client may have read', async () => {
    const code = 'import random\nprint(random.random(), "x" * 500_000)';
    const told = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const answer = await submit(engine.url, { language: 'python', code }, { query: '?wait=true' });
        return (await answer.json()) as { submission_id: string };
      }),
    );
    engine.process.kill('SIGKILL');
    await engine.process.exited;
    await engine.start();
    for (const before of told) expect(await record(before.submission_id)).toMatchObject(before);
  });

  it('ends its sandbox process, even when it is killed', async () => {
    const hosts = async () =>
      (await promisify(execFile)('ps', ['-eo', 'args'])).stdout.split(`${engine.folder}/wasm`).length;
    expect(await hosts()).toBeGreaterThan(1);
    engine.process.kill('SIGKILL');
    await engine.process.exited;
    await eventually(async () => (await hosts()) === 1);
    await engine.start();
  });

  it('refuses a second engine on its folder, and says how to choose another port', async () => {
    const second = await spawnEngine({ DATA_DIR: engine.folder });
    expect(await second.exited).toBe(1);
    expect(second.logs()).toMatch(
      /is in use by process \d+\. Stop that process, or choose another folder with DATA_DIR/,
    );
    const third = await spawnEngine({ DATA_DIR: engine.folder, PORT: new URL(engine.url).port });
    expect(await third.exited).toBe(1);
    expect(third.logs()).toMatch(/Port \d+ is taken by another program\. Choose another one: PORT=\d+ npm start/);
  });

  it('starts its sandbox process again when that was killed, and repeats runs that had no event yet', async () => {
    const unseen = await submitted(engine.url, 'while True: pass');
    const seen = await submitted(engine.url, 'print("seen", flush=True)\nwhile True: pass');
    for await (const { event } of events(engine.url, seen)) if (event === 'output') break;
    await eventually(async () => (await record(unseen))['status'] === 'running');
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid,args']);
    const host = stdout.split('\n').find((line) => line.includes(`${engine.folder}/wasm`));
    process.kill(Number.parseInt(host!, 10), 'SIGKILL');
    const ends = [await allEvents(engine.url, seen), await allEvents(engine.url, unseen)];
    expect(ends.map((all) => all.at(-1)?.data)).toMatchObject([
      { status: 'error', reason: 'internal', stdout: 'seen\n' },
      { status: 'timeout', reason: 'time' },
    ]);
    for (let n = 0; n < 2; n++) {
      const id = await submitted(engine.url, 'import time\ntime.sleep(2.5)'); // meanwhile the limits of the lost runs pass
      expect((await allEvents(engine.url, id)).at(-1)?.data).toMatchObject({ status: 'completed' });
    }
  }, 300_000);
});
