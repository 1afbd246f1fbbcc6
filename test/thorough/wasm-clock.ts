import { spawn, type ChildProcess } from 'node:child_process';
import { availableParallelism, platform } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownMs } from '../../src/domain/outcome.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runIn } from '../../tools/run-in.ts';

/** Tests of the reported times of a run and a compile on a machine with other work. */
export function describeClock(sandbox: () => Sandbox): void {
  describe.skipIf(platform() !== 'linux')('the time of a WebAssembly program, on a busy machine', () => {
    const loops: ChildProcess[] = [];
    beforeAll(() => {
      for (let n = 0; n < 4 * availableParallelism(); n++) loops.push(spawn(process.execPath, ['-e', 'for (;;);']));
    });
    afterAll(() => {
      for (const loop of loops) loop.kill('SIGKILL');
    });

    it('counts only its own time, for a run and for a compile', async () => {
      const code = 'int main(void) { volatile unsigned n = 0; while (++n < 300000000); return 0; }';
      const { steps } = await runIn(sandbox(), 'c', code);
      const [compile, run] = steps.map(({ usage }) => usage);
      expect(ownMs(run!)).toBeLessThan(3 * run!.cpuMs!);
      expect(run!.stalledMs).toBeGreaterThan(run!.wallMs / 10);
      expect(compile!.stalledMs).toBeGreaterThan(0);
    });
  });
}
