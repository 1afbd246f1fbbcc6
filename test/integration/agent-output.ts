import { describe, expect, it } from 'vitest';
import { runFrame, stdinFrames } from '../../src/sandbox/docker/frames.ts';
import { limits } from '../../tools/docker-sandbox.ts';
import { agentsOf, shell } from '../support/agent-container.ts';

/** The output of a program, and its limits. */
export function describeOutput(built: () => string): void {
  describe('the guest agent and the output of a program:', () => {
    const start = agentsOf(built);

    it('enforces the limits of wall time and output, and kills processes that remain', async () => {
      const agent = start();
      agent.send(runFrame({ ...limits, timeMs: 300 }, ['sleep', '60']));
      expect(await agent.phase()).toMatchObject({ limit: 'time', signal: 9 });
      agent.send(shell('yes | head -c 1048577'));
      expect(await agent.phase()).toMatchObject({ limit: 'output', stdoutTruncated: true, stderrTruncated: false });
      agent.send(shell('sleep 60 & echo out; kill -SEGV $$'));
      expect(await agent.phase()).toMatchObject({ limit: null, signal: 11, stdout: 'out\n' });
      agent.send(runFrame({ ...limits, timeMs: 5000 }, ['/no/such/program']));
      expect(await agent.phase()).toMatchObject({
        exitCode: 127,
        stderr: 'cannot start /no/such/program: No such file or directory\n',
      });
    });

    it('lets a program write its buffers at the time limit, and does not wait long', async () => {
      const timeIsUp = expect.stringMatching(/^(time|starved)$/) as string; // depends on how busy the machine is
      const agent = start();
      agent.send(runFrame({ ...limits, timeMs: 3000 }, ['bash', '-c', 'trap "echo last" URG; while :; do :; done']));
      expect(await agent.phase()).toMatchObject({ limit: timeIsUp, signal: 9, stdout: 'last\n' });
      agent.send(runFrame({ ...limits, timeMs: 300 }, ['sh', '-c', 'kill -STOP $$']));
      expect(await agent.phase()).toMatchObject({ limit: 'time', signal: 9 });
    });

    it('accepts 1 MiB of input that the program does not read', async () => {
      const agent = start();
      agent.send(stdinFrames('x'.repeat(1024 * 1024)), shell('echo deaf'));
      expect(await agent.phase()).toMatchObject({ exitCode: 0, stdout: 'deaf\n' });
    });

    it('stops a program at its limit of processor time, which counts child processes and not sleeps', async () => {
      const agent = start();
      const within = (cpuMs: number, script: string) =>
        runFrame({ ...limits, timeMs: 20_000, cpuMs }, ['sh', '-c', script]);
      agent.send(within(400, 'while :; do :; done'));
      expect(await agent.phase()).toMatchObject({ limit: 'cpu', signal: 9 });
      agent.send(within(600, 'for n in $(seq 100000); do (i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); done); done'));
      expect(await agent.phase()).toMatchObject({ limit: 'cpu' });
      agent.send(within(400, 'sleep 1; echo slept'));
      expect(await agent.phase()).toMatchObject({ limit: null, stdout: 'slept\n' });
    });

    it('gathers many small writes, and keeps their order with those to the other stream', async () => {
      const agent = start();
      const counting = 'n=0; while [ $n -lt 50000 ]; do n=$((n + 1)); echo $n; done';
      agent.send(shell(`${counting}; echo mistake >&2; sleep 1; echo after`));
      const { pieces, stdout, wallMs } = await agent.phase();
      expect(stdout).toBe(`${Array.from({ length: 50_000 }, (_, n) => `${n + 1}\n`).join('')}after\n`);
      expect(pieces.length).toBeLessThan(wallMs + 100); // after the first ones, one in a millisecond
      expect(pieces.slice(-3).map(({ text }) => text.split('\n').at(-2))).toEqual(['50000', 'mistake', 'after']);
    });

    it('sends a small write at once that comes alone, also after many', async () => {
      const agent = start();
      agent.send(
        shell('n=0; while [ $n -lt 5000 ]; do n=$((n + 1)); echo; done; for n in 1 2 3; do sleep 0.5; echo $n; done'),
      );
      const { pieces } = await agent.phase();
      expect(pieces.slice(-3).map(({ text }) => text)).toEqual(['1\n', '2\n', '3\n']);
    });
  });
}
