import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { environmentFrame, fileFrame, runFrame, workFrames } from '../../src/sandbox/docker/frames.ts';
import { limits } from '../../tools/docker-sandbox.ts';
import { agentsOf, endsOn, shell, sourceFrame } from '../support/agent-container.ts';

/** What the agent is given: files, arguments, variables, and frames that are wrong. */
export function describeFrames(built: () => string): void {
  describe('the guest agent, given frames,', () => {
    const start = agentsOf(built);

    it('makes no file outside the work folder for a forged archive, or prints why and exits', async () => {
      const entry = (mode: number, name: Buffer, size: bigint, length = name.length) => {
        const head = Buffer.alloc(24);
        head.writeUInt32LE(mode, 0);
        head.writeUInt32LE(length, 4);
        head.writeBigUInt64LE(size, 8);
        return Buffer.concat([head, name]);
      };
      const forged = [
        entry(0o100755, Buffer.from('/sandbox/agent\0'), 0n),
        entry(0o100755, Buffer.from('no end'), 1n << 40n),
        entry(0o100755, Buffer.from('x\0'), 0n, 0),
        entry(0o100755, Buffer.from('x\0'), 0n, 0xffff_ffff),
        entry(0o120777, Buffer.from('x\0'), 5n),
        Buffer.from('short'),
      ];
      const inputs = forged.map((bytes) => Buffer.concat([workFrames(bytes), shell('ls -A /work | wc -l')]));
      await expectAllRight(inputs);
    });

    it('has no memory error on any frames: it continues, or prints why and exits', { timeout: 120_000 }, async () => {
      const type = fc.constantFrom('F', 'E', 'R', 'I', 'P', 'G', 'W', 'K', 'C', 'N', 'Z');
      const frames = fc.array(fc.record({ type, payload: fc.uint8Array({ maxLength: 40 }) }), {
        minLength: 1,
        maxLength: 12,
      });
      const bytesOf = ({ type: name, payload }: { type: string; payload: Uint8Array }) => {
        const header = Buffer.alloc(5);
        header.write(name, 'latin1');
        header.writeUInt32LE(payload.length, 1);
        return Buffer.concat([header, payload]);
      };
      const samples = fc.sample(frames, { numRuns: 40, seed: 7 });
      await expectAllRight(samples.map((sample) => Buffer.concat(sample.map(bytesOf))));
    });

    it('writes files into folders, also binary files unchanged', async () => {
      const agent = start();
      agent.send(
        sourceFrame('main.txt', 'main'),
        fileFrame('deep/er/data.bin', Buffer.from([0, 255, 10])),
        sourceFrame('deep/other', ''),
        shell('find . -type f | sort; od -An -tx1 deep/er/data.bin; stat -c %U deep deep/er main.txt | uniq; id -un'),
      );
      const { stdout } = await agent.phase();
      expect(stdout.split('\n').slice(0, 4)).toEqual(['./deep/er/data.bin', './deep/other', './main.txt', ' 00 ff 0a']);
    });

    it('refuses files with names that lead elsewhere or are no names', async () => {
      const names = ['/etc/x', 'a/../../x', 'a//b', 'a/', 'a/.b'];
      const inputs = names.map((name) => Buffer.concat([sourceFrame(name, 'x'), shell('echo ran')]));
      const refused = { code: 70, complaints: expect.stringContaining('file name') as string };
      expect(await endsOn(inputs, built())).toEqual(names.map(() => refused));
    });

    it('does not follow a link that a program has left', async () => {
      const agent = start();
      agent.send(shell('ln -s /tmp out; ln -s /tmp/file link'));
      await agent.phase();
      agent.send(sourceFrame('out/x', 'x'), sourceFrame('link', 'x'), shell('ls /tmp'));
      expect(await agent.phase()).toMatchObject({ stdout: expect.not.stringMatching(/^(x|file)$/m) as string });
    });

    it('refuses more arguments than it can pass on, instead of dropping some', async () => {
      const agent = start();
      agent.send(runFrame(limits, ['sh', '-c', 'echo $#', ...Array.from({ length: 200 }, String)]));
      expect(await agent.phase()).toMatchObject({ stdout: '199\n' });
      agent.send(
        runFrame(
          limits,
          Array.from({ length: 600 }, () => 'true'),
        ),
      );
      expect(await agent.exited).toBe(70);
      expect(agent.complaints()).toContain('too many arguments');
    });

    it('sets the variables of the language, which may replace a usual one', async () => {
      const agent = start();
      agent.send(environmentFrame({ MINE: 'a b', LANG: 'C' }), shell('echo "$MINE $LANG $USER"'));
      expect(await agent.phase()).toMatchObject({ stdout: 'a b C runner\n' });
    });

    it('refuses a frame that is too long before it reads it', async () => {
      const agent = start();
      agent.send(Buffer.from([0x46, 0xff, 0xff, 0xff, 0xff]));
      expect(await agent.exited).toBe(70);
      expect(agent.complaints()).toContain('frame too long');
    });

    /** Each agent ends by itself or refuses its input, and none has a memory error. */
    async function expectAllRight(inputs: readonly Buffer[]): Promise<void> {
      const ended = await endsOn(inputs, built());
      expect(ended.length).toBe(inputs.length);
      for (const { code, complaints } of ended) {
        expect([0, 70], complaints).toContain(code);
        expect(complaints).not.toMatch(/Sanitizer|runtime error/);
      }
    }
  });
}
