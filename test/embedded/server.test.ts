import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { allEvents, eventually, submitted } from '../support/engine.ts';
import { describePage, PAGE_IN_SHORT } from '../support/page.ts';
import { describeAdded } from '../page/added.ts';
import { ROOT } from '../../tools/process.ts';

describe('npm start, with only Node', () => {
  const engine = embeddedEngine({
    WARM: '0',
    LIMIT_TIME_MS: '30000',
    LANGUAGES: 'python,cpp,c,toy',
    LANGUAGES_DIR: `${ROOT}test/languages`,
  });
  const record = async (id: string) =>
    (await (await fetch(`${engine.url}/submissions/${id}`)).json()) as Record<string, unknown>;

  it('serves the page at once, and runs programs that are submitted before it is ready', async () => {
    expect(await (await fetch(engine.url)).text()).toContain('<title>CodeEngine');
    await eventually(() => / · Python, C\+\+, C, Toy ready/.test(engine.process.logs()));
    const python = await submitted(engine.url, 'print("hi")');
    const last = (await allEvents(engine.url, python)).at(-1);
    expect(last?.data).toMatchObject({ status: 'completed', stdout: 'hi\n', sandbox: 'wasm' });
  });

  it('lists the limits of its sandbox', async () => {
    const languages = (await (await fetch(`${engine.url}/languages`)).json()) as Record<string, unknown>[];
    const runs = [/^CPython/, /^Clang/, /^Clang/].map((version) => ({ version: expect.stringMatching(version) }));
    expect(languages.slice(0, 3)).toMatchObject(runs);
    for (const { notes } of languages.slice(0, 3)) expect(notes).toMatch(/no threads, no processes and no sockets/);
  });

  it('stops a cancelled run', async () => {
    const id = await submitted(engine.url, 'print("up", flush=True)\nwhile True: pass');
    await eventually(async () => (await record(id))['status'] === 'running');
    expect((await fetch(`${engine.url}/submissions/${id}`, { method: 'DELETE' })).status).toBe(202);
    expect((await allEvents(engine.url, id)).at(-1)?.data).toMatchObject({ status: 'cancelled' });
  });

  describePage(() => engine.url, [...PAGE_IN_SHORT, describeAdded]);

  it('finishes running programs on Ctrl-C, and keeps records across a restart', async () => {
    const id = await submitted(engine.url, 'print("kept")');
    await allEvents(engine.url, id);
    const slow = await submitted(engine.url, 'import time\ntime.sleep(2)\nprint("finished")');
    await eventually(async () => (await record(slow))['status'] === 'running');
    engine.process.kill('SIGINT');
    expect(await engine.process.exited).toBe(0);
    expect(engine.process.logs()).not.toContain('sandbox ended');
    await engine.start({ LANGUAGES: 'python' });
    expect(await record(id)).toMatchObject({ status: 'completed', stdout: 'kept\n' });
    expect(await record(slow)).toMatchObject({ status: 'completed', stdout: 'finished\n' });
  });
});

describe('npm start -- --help', () => {
  it('lists the settings', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/main.js', '--help'], { cwd: ROOT });
    for (const name of ['PORT', 'HOST', 'LANES', 'SANDBOX', 'DATA_DIR', 'LIMIT_TIME_MS', 'REDIS_URL'])
      expect(stdout).toContain(`  ${name} `);
  });
});
