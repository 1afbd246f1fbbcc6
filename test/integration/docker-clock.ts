import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { ownMs } from '../../src/domain/outcome.ts';
import { resultOf } from '../../src/domain/results.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { keepBusy } from '../../tools/busy.ts';
import { limits } from '../../tools/docker-sandbox.ts';
import { runIn } from '../../tools/run-in.ts';

const burn = (seconds: number) =>
  `import time\nstart = time.process_time()\nwhile time.process_time() - start < ${seconds}: pass`;

/** What a run is said to take, where the machine has other work. */
export function describeClock(sandbox: () => Sandbox): void {
  describe('the time of a program in a container, on a busy machine', () => {
    let quiet = async () => {};
    afterAll(() => quiet());
    const beside = async (busy: number, code: string, timeMs: number) => {
      quiet = await keepBusy(busy);
      const ran = await runIn(sandbox(), 'python', code, '', { timeMs }).finally(quiet);
      quiet = async () => {};
      return ran.outcome;
    };

    it('counts only its own time: a short computation ends within a limit that has passed by the clock', async () => {
      const timeMs = 1500;
      let hasPassed = false;
      let busy = 4 * availableParallelism();
      for (let tries = 0; tries < 8 && !hasPassed; tries++) {
        const outcome = await beside(busy, burn(0.3), timeMs);
        const { wallMs } = outcome.usage;
        if (outcome.kind === 'killed') expect(outcome.by).toBe('starved');
        else expect(ownMs(outcome.usage)).toBeLessThan(1200);
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
      const outcome = await beside(6 * availableParallelism(), burn(30), 500);
      expect(outcome).toMatchObject({ kind: 'killed', by: 'starved' });
      const { status, reason, message } = resultOf([outcome], { ...limits, timeMs: 500 });
      expect([status, reason]).toEqual(['timeout', 'time']);
      expect(message).toMatch(
        /after 1\.5 s, the most that its limit of 0\.5 s allows: the machine was too busy, and it waited/,
      );
    });
  });
}
