import { describe, expect, it } from 'vitest';
import {
  compileFrame,
  liveFrame,
  messageFrame,
  giveFrame,
  keepFrame,
  nextRunFrame,
  prepareFrame,
  runFrame,
  stdinFrames,
  workFrames,
} from '../../src/sandbox/docker/frames.ts';
import { limits } from '../../tools/docker-sandbox.ts';
import { agentsOf, shell, sourceFrame } from '../support/agent-container.ts';

/** The phases of a submission in one container: a compile and runs, prepared or not. */
export function describePhases(built: () => string): void {
  describe('the guest agent, phase by phase,', () => {
    const start = agentsOf(built);

    it('compiles and runs in two phases, and ends with its engine', async () => {
      const agent = start();
      agent.send(
        sourceFrame(
          'main.c',
          '#include <stdio.h>\nint main(void) { int c; while ((c = getchar()) != EOF) putchar(c + 1); return 5; }',
        ),
      );
      agent.send(runFrame({ ...limits, timeMs: 10_000 }, ['gcc', '-o', 'main', 'main.c']));
      expect(await agent.phase()).toMatchObject({ exitCode: 0, signal: null, limit: null, stderr: '' });
      agent.send(stdinFrames('HAL'), runFrame({ ...limits, timeMs: 5000 }, ['./main']));
      expect(await agent.phase()).toMatchObject({ exitCode: 5, stdout: 'IBM' });
      agent.child.stdin.end();
      expect([await agent.exited, agent.complaints()]).toEqual([0, '']);
    });

    it('keeps stdin open, and reports that the program waits for input', async () => {
      const agent = start();
      const script = 'read a; echo $a; sh -c "read b; echo \\$b"; read c || echo end; yes | head -c 10000 | wc -c';
      agent.send(stdinFrames('one\n'), liveFrame(60_000), shell(script));
      const { stdout, waits, exitCode } = await agent.phase((seen) =>
        agent.send(messageFrame(seen === 0 ? { text: 'two\n', end: false } : { text: '', end: true })),
      );
      expect([stdout.replaceAll(' ', ''), waits, exitCode]).toEqual(['one\ntwo\nend\n10000\n', [0, 1], 0]);
      agent.child.stdin.end();
      expect([await agent.exited, agent.complaints()]).toEqual([0, '']);
    });

    it('returns a compiled program, and accepts it instead of a compile', async () => {
      const maker = start();
      const build = 'mkdir -p deep; echo data > deep/data; printf "#!/bin/sh\\ncat deep/data" > main; chmod 755 main';
      maker.send(shell(build));
      await maker.phase();
      maker.send(giveFrame(1 << 20));
      const work = await maker.work();
      maker.send(giveFrame(10));
      expect((await maker.work()).length).toBe(0);
      const agent = start();
      agent.send(workFrames(work), runFrame({ ...limits, timeMs: 5000 }, ['./main']));
      expect(await agent.phase()).toMatchObject({ exitCode: 0, stdout: 'data\n' });
    });

    it('lets a prepared compiler continue as the program that it has compiled, or give way to another process', async () => {
      const compiler = [
        'sh',
        '-c',
        'text=$(cat script); echo "$text" > main; chmod 755 main; kill -STOP $$; echo on; exec ./main',
      ];
      const time = { ...limits, timeMs: 5000 };
      const [once, twice, never] = [start(), start(), start()];
      for (const agent of [once, twice, never]) agent.send(prepareFrame('script', compiler));
      for (const agent of [once, twice]) {
        agent.send(sourceFrame('script', '#!/bin/sh\ncat'), compileFrame(time));
        expect(await agent.phase()).toMatchObject({ hasCompiled: true, exitCode: 0, stdout: '' });
      }
      once.send(stdinFrames('same'), runFrame(time, []));
      expect(await once.phase()).toMatchObject({ hasCompiled: false, exitCode: 0, stdout: 'on\nsame' });
      twice.send(giveFrame(1 << 20));
      const work = await twice.work();
      twice.send(stdinFrames('other'), runFrame(time, ['./main']));
      expect(await twice.phase()).toMatchObject({ exitCode: 0, stdout: 'other' });
      never.send(workFrames(work), stdinFrames('given'), runFrame(time, ['./main']));
      expect(await never.phase()).toMatchObject({ exitCode: 0, stdout: 'given' });
    });

    it('lets a prepared interpreter wait for its source, and measures from then on', async () => {
      const agent = start();
      agent.send(prepareFrame('script', ['sh', 'script']));
      await new Promise((resolve) => setTimeout(resolve, 3000));
      agent.send(
        sourceFrame('script', 'echo prepared; cat script | wc -l; read line; echo "$line"\n'),
        stdinFrames('in\n'),
        runFrame({ ...limits, timeMs: 5000 }, []),
      );
      const result = await agent.phase();
      expect(result).toMatchObject({ exitCode: 0, stdout: 'prepared\n1\nin\n' });
      expect(result.wallMs).toBeLessThan(2000);
    });

    it('runs another command when the prepared one is not needed', async () => {
      const agent = start();
      agent.send(
        prepareFrame('script', ['sh', 'script']),
        sourceFrame('script', 'echo file\n'),
        runFrame({ ...limits, timeMs: 5000 }, ['sh', 'script']),
      );
      expect(await agent.phase()).toMatchObject({ exitCode: 0, stdout: 'file\n' });
    });

    it('gives each phase its own stdin', async () => {
      const agent = start();
      agent.send(stdinFrames('first'), shell('head -c 2; cat; cat'));
      expect(await agent.phase()).toMatchObject({ exitCode: 0, stdout: 'first' });
      agent.send(shell('cat; echo end'));
      expect(await agent.phase()).toMatchObject({ exitCode: 0, stdout: 'end\n' });
    });

    it('begins the next run after the end of the earlier one, with clean folders', async () => {
      const agent = start();
      const limit = { ...limits, timeMs: 5000 };
      agent.send(sourceFrame('kept', 'kept\n'), keepFrame());
      agent.send(
        stdinFrames('one'),
        shell('cat; ls; cat kept; cat < /proc/1/fd/0; head -c 1 /proc/1/mem; touch left /tmp/left; sleep 1'),
      );
      agent.send(stdinFrames('two'), nextRunFrame(limit, ['sh', '-c', 'cat; ls . /tmp; id -u']));
      const [first, second] = [await agent.phase(), await agent.phase()];
      expect(first).toMatchObject({ exitCode: 0, stdout: 'onekept\nkept\n' });
      expect(first.stderr.match(/denied|not permitted/g)).toHaveLength(2);
      expect(second).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/^two\.:\nkept\n\n\/tmp:\n6/) as string,
      });
      expect(second.wallMs).toBeLessThan(900);
      agent.child.stdin.end();
      expect([await agent.exited, agent.complaints()]).toEqual([0, '']);
    });

    it('chooses another user id for each container', async () => {
      const ids: string[] = [];
      for (const agent of [start(), start(), start()]) {
        agent.send(shell('id -u; id -g; test -w /work || echo closed'));
        ids.push((await agent.phase()).stdout);
      }
      for (const id of ids) expect(id).toMatch(/^(6[0-4]\d{3})\n\1\n$/);
      expect(new Set(ids).size).toBeGreaterThan(1);
    });
  });
}
