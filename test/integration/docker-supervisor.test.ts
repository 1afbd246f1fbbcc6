import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellProfile } from '../../src/sandbox/docker/cell-profile.ts';
import {
  createSecret,
  endRoomFrame,
  fileFrame,
  keepFrame,
  liveFrame,
  messageFrame,
  nextRunFrame,
  runFrame,
  secretFrame,
  stdinFrames,
} from '../../src/sandbox/docker/frames.ts';
import { createDecoder, parseReady, parseResult, type Frame } from '../../src/sandbox/docker/protocol.ts';
import { limits } from '../../tools/docker-sandbox.ts';
import { compileAgent } from '../support/agent.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

const NO_DOCKER = missing(dockerIsHere(), 'the supervisor of cells', 'Docker is not here');
const CONTAINER =
  '--network none --cap-drop ALL --cap-add SETUID --cap-add SETGID --cap-add KILL --security-opt no-new-privileges ' +
  '--read-only --tmpfs /work:exec,mode=0777 --tmpfs /tmp:exec,mode=1777';

/**
 * An agent that an attacker controls: it answers the first frame with a result, and then floods the connection with
 * forged frames, of a size that arrives whole, from a process that has left its session.
 */
const BROKEN = `#undef main
#include "agent.h"
#include <sys/prctl.h>
int agent_main(int, char **);
static void flood(void) {
  uint8_t forged[512] = {'n', 251, 0};
  put_u32(forged + 1, 256 - 5);
  forged[256] = 'o';
  put_u32(forged + 257, 256 - 5);
  memset(forged + 261, 'F', 256 - 5);
  for (;;) write_all(1, forged, sizeof forged);
}
int main(int arguments, char **argv) {
  if (arguments < 2 || strcmp(argv[1], "room") != 0) return agent_main(arguments, argv);
  uint8_t frame[64], result[32] = {0};
  while (read(0, frame, sizeof frame) > 0) {
    send_frame('x', result, sizeof result);
    send_frames();
    if (fork() == 0) {
      setsid();
      flood();
    }
  }
  pause();
}`;

interface Cell {
  readonly child: ChildProcessWithoutNullStreams;
  readonly exited: Promise<number>;
  send(...frames: Buffer[]): void;
  /** The next frame; undefined at the end. */
  next(): Promise<Frame | undefined>;
  /** Reads until the supervisor reports a room; returns the frames before the report, and the failed step. */
  ready(): Promise<{ before: string[]; failure: string | null }>;
  /** Reads to the end of a phase. */
  phase(): Promise<{ stdout: string; exitCode: number | null }>;
  complaints(): string;
}

describe.skipIf(NO_DOCKER)('the supervisor of a cell', () => {
  const cells: Cell[] = [];
  let built: string;
  beforeAll(async () => {
    built = await mkdtemp(join(tmpdir(), 'cell-'));
    await writeFile(join(built, 'profile.json'), cellProfile());
    await writeFile(join(built, 'broken.c'), BROKEN);
    await compileAgent(built, {
      agent: '/agent/*.c',
      broken: '-Dmain=agent_main -I/agent /agent/*.c /built/broken.c',
    });
  });
  afterAll(async () => {
    cells.forEach(({ child }) => child.kill('SIGKILL'));
    await rm(built, { recursive: true });
  });

  function start(program = 'agent', profile = ['--security-opt', `seccomp=${built}/profile.json`]) {
    const options = [...CONTAINER.split(' '), ...profile, '-v', `${built}:/built:ro`];
    const child = spawn('docker', ['run', '--rm', '-i', ...options, 'gcc:13.2.0', `/built/${program}`, 'cell']);
    const decode = createDecoder();
    const secret = createSecret();
    const waiting: Frame[] = [];
    let said = '';
    let isOver = false;
    let wake = () => {};
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.on('error', () => {}); // the supervisor has ended; the test sees that by its exit
    child.stdout.on('data', (bytes: Buffer) => {
      waiting.push(...decode(bytes));
      wake();
    });
    const exited = once(child, 'close').then(([code]) => {
      isOver = true;
      wake();
      return code as number;
    });
    const cell: Cell & { secret: Buffer } = {
      child,
      exited,
      secret,
      send: (...frames) => void child.stdin.write(Buffer.concat(frames)),
      complaints: () => said,
      async next() {
        while (waiting.length === 0 && !isOver) await new Promise<void>((resolve) => (wake = resolve));
        return waiting.shift();
      },
      async ready() {
        const before: string[] = [];
        for (let frame = await cell.next(); frame; frame = await cell.next()) {
          const ready = frame.type === 'n' ? parseReady(frame.payload, secret) : undefined;
          if (ready) return { before, failure: ready.failure };
          before.push(frame.type);
        }
        throw new Error(`the supervisor ended: ${said}`);
      },
      async phase() {
        let stdout = '';
        for (let frame = await cell.next(); frame; frame = await cell.next()) {
          if (frame.type === 'o') stdout += frame.payload.toString();
          if (frame.type === 'x') return { stdout, exitCode: parseResult(frame.payload).exitCode };
        }
        throw new Error(`the supervisor ended: ${said}`);
      },
    };
    cells.push(cell);
    return cell;
  }
  const shell = (script: string) => runFrame({ ...limits, timeMs: 5000 }, ['sh', '-c', script]);
  const OPEN = { before: [], failure: null };

  it('makes one room after another, with other ids, and ends with its engine', async () => {
    const cell = start();
    cell.send(secretFrame(cell.secret));
    expect(await cell.ready()).toEqual(OPEN);
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) {
      cell.send(
        shell('id -u; ls -A /work /tmp /dev/shm | grep -v :; touch /work/x /tmp/x /dev/shm/x; sleep 60 & exit 7'),
      );
      const { stdout, exitCode } = await cell.phase();
      expect([stdout.trim(), exitCode]).toEqual([expect.stringMatching(/^6[0-4]\d{3}$/), 7]);
      ids.push(stdout);
      cell.send(endRoomFrame());
      expect(await cell.ready()).toEqual(OPEN);
    }
    expect(new Set(ids).size).toBe(4);
    cell.child.stdin.end();
    expect([await cell.exited, cell.complaints()]).toEqual([0, '']);
  });

  it('forwards much data in both directions at once, and neither direction waits for the other', async () => {
    const cell = start();
    cell.send(secretFrame(cell.secret));
    await cell.ready();
    const text = 'x'.repeat(1 << 20);
    cell.send(stdinFrames(text), shell('cat'));
    expect((await cell.phase()).stdout).toBe(text);
    cell.send(liveFrame(60_000), shell('yes | head -c 1000000; sleep 1; yes | head -c 48576; cat > /dev/null'));
    for (let n = 0; n < 40; n++) cell.send(messageFrame({ text: text.slice(0, 1 << 16), end: n === 39 }));
    expect((await cell.phase()).stdout.length).toBe(1_048_576);
  });

  it('gives a room the run that is sent in advance, with clean folders, and the next room nothing of it', async () => {
    const cell = start();
    const ahead = (script: string) => nextRunFrame({ ...limits, timeMs: 5000 }, ['sh', '-c', script]);
    cell.send(secretFrame(cell.secret));
    await cell.ready();
    for (let n = 0; n < 2; n++) {
      cell.send(fileFrame('kept', Buffer.from('kept')), keepFrame(), stdinFrames('one'));
      cell.send(
        shell('cat; ls; touch left /tmp/left; sleep 60 & sleep 1'),
        stdinFrames('two'),
        ahead('cat; ls . /tmp'),
      );
      expect(await cell.phase()).toEqual({ stdout: 'onekept\n', exitCode: 0 });
      expect(await cell.phase()).toEqual({ stdout: 'two.:\nkept\n\n/tmp:\n', exitCode: 0 });
      cell.send(endRoomFrame());
      expect(await cell.ready()).toEqual(OPEN);
    }
    cell.child.stdin.end();
    expect([await cell.exited, cell.complaints()]).toEqual([0, '']);
  });

  it('ends a room whose agent an attacker controls, and drops its later frames', async () => {
    const cell = start('broken');
    cell.send(secretFrame(cell.secret));
    expect(await cell.ready()).toEqual(OPEN);
    for (let n = 0; n < 3; n++) {
      cell.send(shell('any'));
      expect((await cell.next())?.type).toBe('x');
      for (let seen = 0; seen < 100; seen++) expect((await cell.next())?.type).toMatch(/^[no]$/);
      cell.send(endRoomFrame());
      expect((await cell.ready()).failure).toBeNull(); // frames before the report were sent before the end of the room
      const quiet = new Promise((resolve) => setTimeout(resolve, 500, 'quiet'));
      if (n < 2) continue;
      expect(await Promise.race([cell.next(), quiet])).toBe('quiet');
    }
  });

  it('ends when a room ends by itself', async () => {
    const cell = start();
    cell.send(secretFrame(cell.secret));
    await cell.ready();
    cell.send(Buffer.from([0x5a, 0, 0, 0, 0]));
    expect(await cell.exited).toBe(70);
    expect(cell.complaints()).toContain('unknown frame');
  });

  it('reports which step the host refuses', async () => {
    const cell = start('agent', []);
    cell.send(secretFrame(cell.secret));
    expect(await cell.ready()).toEqual({ before: [], failure: 'unshare: EPERM' });
    expect(await cell.exited).toBe(0);
  });

  it('has no memory error on any frames', { timeout: 120_000 }, async () => {
    const type = fc.constantFrom('F', 'E', 'R', 'I', 'N', 'H', 'D', 'D', 'Z');
    const bytes = fc.record({ type, payload: fc.uint8Array({ maxLength: 40 }), isRight: fc.boolean() });
    const frames = fc.array(bytes, { minLength: 1, maxLength: 12 });
    for (const [number, sample] of fc.sample(frames, { numRuns: 10, seed: 7 }).entries()) {
      const cell = start();
      if (number > 1) cell.send(secretFrame(cell.secret));
      for (const { type: name, payload, isRight } of sample) {
        const header = Buffer.alloc(5);
        header.write(name, 'latin1');
        if (name !== 'D') header.writeUInt32LE(payload.length, 1);
        cell.send(header, Buffer.from(name === 'D' ? [] : payload));
        if (name === 'D' && isRight) await new Promise((resolve) => setTimeout(resolve, 300));
      }
      cell.child.stdin.end();
      expect([0, 70]).toContain(await cell.exited);
      expect(cell.complaints()).not.toMatch(/Sanitizer|runtime error/);
    }
  });
});
