import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  compileFrame,
  environmentFrame,
  fileFrame,
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
import {
  countIn,
  createDecoder,
  parseResult,
  type Frame,
  type PhaseResult,
} from '../../src/sandbox/docker/protocol.ts';
import { limits } from '../../tools/docker-sandbox.ts';
import { compileAgent } from '../support/agent.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

const sourceFrame = (name: string, text: string) => fileFrame(name, Buffer.from(text));

const NO_DOCKER = missing(dockerIsHere(), 'the guest agent', 'Docker is not here');
/** The options of a sandbox container that concern the agent. */
const CONTAINER =
  '--network none --cap-drop ALL --cap-add SETUID --cap-add SETGID --cap-add KILL ' +
  '--tmpfs /work:exec,mode=0777 --tmpfs /tmp:exec,mode=1777';

interface Agent {
  readonly child: ChildProcessWithoutNullStreams;
  send(...frames: Buffer[]): void;
  /** Reads to the end of the phase. */
  phase(): Promise<PhaseResult & { stdout: string; stderr: string; waits: number[] }>;
  /** Reads the contents of the work folder that the agent sends. */
  work(): Promise<Buffer>;
  complaints(): string;
  readonly exited: Promise<number>;
}

describe.skipIf(NO_DOCKER)('the guest agent, compiled with warnings as errors and sanitizers', () => {
  const agents: Agent[] = [];
  let built: string;
  beforeAll(async () => {
    built = await mkdtemp(join(tmpdir(), 'agent-'));
    await compileAgent(built, { agent: '/agent/*.c' });
  });
  afterAll(async () => {
    agents.forEach(({ child }) => child.kill('SIGKILL'));
    await rm(built, { recursive: true });
  });

  function start(): Agent {
    const child = spawn('docker', [
      'run',
      '--rm',
      '-i',
      ...CONTAINER.split(' '),
      '-v',
      `${built}:/built:ro`,
      'gcc:13.2.0',
      '/built/agent',
    ]);
    const decode = createDecoder();
    const come: Frame[] = []; // frames that arrived and were not read yet
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.on('error', () => {}); // the agent has ended; the test sees that by its exit
    const exited = once(child, 'close').then(([code]) => code as number);
    const agent: Agent = {
      child,
      exited,
      complaints: () => said,
      send: (...frames) => void child.stdin.write(Buffer.concat(frames)),
      async work() {
        const pieces: Buffer[] = [];
        for (;;) {
          const [bytes] = (await once(child.stdout, 'data')) as [Buffer];
          for (const { payload } of decode(bytes)) {
            if (payload.length === 0) return Buffer.concat(pieces);
            pieces.push(payload);
          }
        }
      },
      async phase() {
        const text: Record<string, string> = { o: '', e: '' };
        const waits: number[] = [];
        for (;;) {
          if (come.length === 0) {
            const [bytes] = (await Promise.race([once(child.stdout, 'data'), exited.then(() => [])])) as [Buffer?];
            if (!bytes) throw new Error(`the agent ended: ${said}`);
            come.push(...decode(bytes));
          }
          for (let frame = come.shift(); frame; frame = come.shift()) {
            const { type, payload } = frame;
            if (type === 'x') return { ...parseResult(payload), stdout: text['o']!, stderr: text['e']!, waits };
            if (type === 'b') waits.push(countIn(payload));
            text[type] += payload.toString();
          }
        }
      },
    };
    agents.push(agent);
    return agent;
  }
  const shell = (script: string) => runFrame({ ...limits, timeMs: 5000 }, ['sh', '-c', script]);

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
    const phase = agent.phase();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    agent.send(messageFrame({ text: 'two\n', end: false }));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    agent.send(messageFrame({ text: '', end: true }));
    const { stdout, waits, exitCode } = await phase;
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
    for (const bytes of forged) {
      const agent = start();
      agent.send(workFrames(bytes), shell('ls -A /work | wc -l'));
      agent.child.stdin.end();
      expect([0, 70]).toContain(await agent.exited);
      expect(agent.complaints()).not.toMatch(/Sanitizer|runtime error/);
    }
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

  it('has no memory error on any frames: it continues, or prints why and exits', { timeout: 120_000 }, async () => {
    const type = fc.constantFrom('F', 'E', 'R', 'I', 'P', 'G', 'W', 'K', 'C', 'N', 'Z');
    const frames = fc.array(fc.record({ type, payload: fc.uint8Array({ maxLength: 40 }) }), {
      minLength: 1,
      maxLength: 12,
    });
    for (const sample of fc.sample(frames, { numRuns: 12, seed: 7 })) {
      const agent = start();
      for (const { type: name, payload } of sample) {
        const header = Buffer.alloc(5);
        header.write(name, 'latin1');
        header.writeUInt32LE(payload.length, 1);
        agent.send(header, Buffer.from(payload));
      }
      agent.child.stdin.end();
      expect([0, 70]).toContain(await agent.exited);
      expect(agent.complaints()).not.toMatch(/Sanitizer|runtime error/);
    }
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

  it.each(['/etc/x', 'a/../../x', 'a//b', 'a/', 'a/.b'])('refuses a file with the name %j', async (name) => {
    const agent = start();
    agent.send(sourceFrame(name, 'x'), shell('echo ran'));
    expect(await agent.exited).toBe(70);
    expect(agent.complaints()).toContain('file name');
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

  it('refuses a frame that is too long before it reads it', async () => {
    const agent = start();
    agent.send(Buffer.from([0x46, 0xff, 0xff, 0xff, 0xff]));
    expect(await agent.exited).toBe(70);
    expect(agent.complaints()).toContain('frame too long');
  });
});
