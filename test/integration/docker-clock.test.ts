import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownMs } from '../../src/domain/outcome.ts';
import { resultOf } from '../../src/domain/results.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { keepBusy } from '../../tools/busy.ts';
import { dockerSandbox, limits } from '../../tools/docker-sandbox.ts';
import { runIn, whenReady } from '../../tools/run-in.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

const NO_DOCKER = missing(dockerIsHere(), 'the clock of a busy machine', 'Docker is not here');
const burn = (seconds: number) =>
  `import time\nstart = time.process_time()\nwhile time.process_time() - start < ${seconds}: pass`;

describe.skipIf(NO_DOCKER)('the time of a program in a container, on a busy machine', () => {
  let sandbox: Sandbox;
  let quiet = async () => {};
  beforeAll(async () => {
    sandbox = dockerSandbox();
    await whenReady(sandbox);
  });
  afterAll(async () => {
    await quiet();
    await sandbox.close();
  });
  const beside = async (busy: number, code: string, timeMs: number) => {
    quiet = await keepBusy(busy);
    const ran = await runIn(sandbox, 'python', code, '', { timeMs }).finally(quiet);
    quiet = async () => {};
    return ran.outcome;
  };

  it('counts only its own time: half a second of computing ends within a limit that has passed by the clock', async () => {
    const timeMs = 2500;
    let hasPassed = false;
    let busy = 4 * availableParallelism();
    for (let tries = 0; tries < 8 && !hasPassed; tries++) {
      const outcome = await beside(busy, burn(0.5), timeMs);
      const { wallMs } = outcome.usage;
      if (outcome.kind === 'killed') expect(outcome.by).toBe('starved');
      else expect(ownMs(outcome.usage)).toBeLessThan(1500);
      hasPassed = outcome.kind === 'exited' && wallMs > timeMs;
      busy = outcome.kind === 'killed' ? Math.floor(busy / 2) : 2 * busy + 1;
    }
    expect(hasPassed).toBe(true);
  });

  it('counts a sleep', async () => {
    const outcome = await beside(2 * availableParallelism(), 'import time\ntime.sleep(1)', 6000);
    expect(outcome.kind).toBe('exited');
    expect(ownMs(outcome.usage)).toBeGreaterThan(950);
    expect(ownMs(outcome.usage)).toBeLessThan(3000);
  });

  it('is over after three times its limit by the clock, and the message names the machine', async () => {
    const outcome = await beside(12 * availableParallelism(), burn(30), 1000);
    expect(outcome).toMatchObject({ kind: 'killed', by: 'starved' });
    const { status, reason, message } = resultOf([outcome], { ...limits, timeMs: 1000 });
    expect([status, reason]).toEqual(['timeout', 'time']);
    expect(message).toMatch(
      /after 3 s, the most that its limit of 1 s allows: the machine was too busy, and it waited/,
    );
  });
});
