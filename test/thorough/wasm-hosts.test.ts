import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import type { RunEvent } from '../../src/domain/events.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createWasmSandbox } from '../../src/sandbox/wasm/driver.ts';
import { runIn } from '../../tools/run-in.ts';
import { languages, programFor } from '../../tools/programs.ts';
import { CACHE, limits } from '../../tools/wasm-sandbox.ts';

const log = pino({ level: 'silent' });
const make = (more: object = {}): Sandbox =>
  createWasmSandbox({
    languages,
    limits,
    warm: { interpreter: 1, program: 0 },
    lanes: 2,
    cache: CACHE,
    compileCacheBytes: 0,
    log,
    giveUp: () => {},
    ...more,
  });

/** The ids of the processes that run programs. */
const hosts = () =>
  execFileSync('pgrep', ['-P', String(process.pid), '-f', 'wasm/host/process.js'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);

describe('the processes that run WebAssembly programs', () => {
  let sandbox: Sandbox;
  beforeAll(() => void (sandbox = make()));
  afterAll(() => sandbox.close());

  it('report their version of Python, and load nothing for C and C++ before a program needs it', async () => {
    expect((await runIn(sandbox, 'python', 'print(1)')).stdout).toBe('1\n');
    const python = expect.stringMatching(/^CPython 3\.\d+\.\d+$/);
    await expect.poll(() => sandbox.versions(), { timeout: 200_000 }).toEqual({ python });
    await sandbox.check();
  });

  it('are replaced when a run in one cannot be stopped: this run ends, and the next gets another process', async () => {
    const [stuck = 0] = hosts();
    const run = sandbox.run(programFor('python', 'print(1)\nwhile True: pass'), AbortSignal.timeout(250_000));
    await run.next();
    process.kill(stuck, 'SIGSTOP');
    let value: RunEvent | undefined;
    for await (value of run) if (value.type === 'ended') break;
    expect(value).toMatchObject({ type: 'ended', outcome: { kind: 'killed', step: { phase: 'run' }, by: 'time' } });
    expect((await runIn(sandbox, 'python', 'print(2)')).stdout).toBe('2\n');
    expect(hosts()).not.toContain(stuck);
  });

  it('are started again when one is killed; only the runs in that one fail', async () => {
    const [killed = 0] = hosts();
    const lost = runIn(sandbox, 'python', 'import time\nprint(1)\ntime.sleep(60)');
    setTimeout(() => process.kill(killed, 'SIGKILL'), 500);
    await expect(lost).rejects.toThrow('the WebAssembly sandbox ended');
    await expect(sandbox.check()).rejects.toThrow('starting again');
    await expect.poll(() => sandbox.check().then(() => 'ready', String), { timeout: 200_000 }).toBe('ready');
    expect((await runIn(sandbox, 'python', 'print(3)')).stdout).toBe('3\n');
  });

  it('are not started again when five starts in a row failed, and the last error is reported', async () => {
    const reason = await new Promise<string>((giveUp) => {
      const broken = make({ limits: { ...limits, memoryBytes: 1024 * 1024 }, giveUp });
      void broken.check().catch(() => {});
    });
    expect(reason).toMatch(
      /^The WebAssembly sandbox cannot be started: it ended 5 times before it ran anything\. Its last error: \d+ bytes at the start$/,
    );
  });
});
