import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { fileFrame, runFrame } from '../../src/sandbox/docker/frames.ts';
import {
  countIn,
  createDecoder,
  parseResult,
  type Frame,
  type PhaseResult,
} from '../../src/sandbox/docker/protocol.ts';
import { limits } from '../../tools/docker-sandbox.ts';

/** The options of a sandbox container that concern the agent. */
const CONTAINER =
  '--network none --cap-drop ALL --cap-add SETUID --cap-add SETGID --cap-add KILL ' +
  '--tmpfs /work:exec,mode=0777 --tmpfs /tmp:exec,mode=1777';

interface Phase extends PhaseResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The frames of output, in their order. */
  readonly pieces: readonly { readonly stream: 'stdout' | 'stderr'; readonly text: string }[];
  readonly waits: readonly number[];
}

interface Agent {
  readonly child: ChildProcessWithoutNullStreams;
  send(...frames: Buffer[]): void;
  /** Reads to the end of the phase. Calls `waits` when the program waits, with the number of messages that it has read. */
  phase(waits?: (seen: number) => void): Promise<Phase>;
  /** Reads the contents of the work folder that the agent sends. */
  work(): Promise<Buffer>;
  complaints(): string;
  readonly exited: Promise<number>;
}

/**
 * For the tests of one `describe`: a function that starts an agent in a container of its own, which ends after the last
 * test. `built` has the program `agent`.
 */
export function agentsOf(built: () => string): () => Agent {
  const agents: Agent[] = [];
  afterAll(() => agents.forEach(({ child }) => child.kill('SIGKILL')));

  return () => {
    const child = spawn('docker', [
      'run',
      '--rm',
      '-i',
      ...CONTAINER.split(' '),
      '-v',
      `${built()}:/built:ro`,
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
      async phase(waiting = () => {}) {
        const pieces: { stream: 'stdout' | 'stderr'; text: string }[] = [];
        const textOf = (of: string) => pieces.map(({ stream, text }) => (stream === of ? text : '')).join('');
        const waits: number[] = [];
        for (;;) {
          if (come.length === 0) {
            const [bytes] = (await Promise.race([once(child.stdout, 'data'), exited.then(() => [])])) as [Buffer?];
            if (!bytes) throw new Error(`the agent ended: ${said}`);
            come.push(...decode(bytes));
          }
          for (let frame = come.shift(); frame; frame = come.shift()) {
            const { type, payload } = frame;
            if (type === 'x') {
              return { ...parseResult(payload), stdout: textOf('stdout'), stderr: textOf('stderr'), pieces, waits };
            }
            if (type === 'o') pieces.push({ stream: 'stdout', text: payload.toString() });
            if (type === 'e') pieces.push({ stream: 'stderr', text: payload.toString() });
            if (type === 'b') {
              waits.push(countIn(payload));
              waiting(waits.at(-1)!);
            }
          }
        }
      },
    };
    agents.push(agent);
    return agent;
  };
}

export const sourceFrame = (name: string, text: string) => fileFrame(name, Buffer.from(text));
export const shell = (script: string) => runFrame({ ...limits, timeMs: 5000 }, ['sh', '-c', script]);

/** How an agent has ended. */
interface Ended {
  readonly code: number;
  /** What it has written to stderr. */
  readonly complaints: string;
}

/** Runs the agent once for each file, which is its input. The agent may kill all processes but the first, this shell. */
const FOR_EACH = 'for input in /built/$0/*; do cat $input | /built/agent 2>&1 >/dev/null; echo "ended with $?"; done';

/**
 * Runs the agent in `built` on each input, one after another in one container: to start a container takes longer than
 * to read an input.
 */
export async function endsOn(inputs: readonly Buffer[], built: string): Promise<Ended[]> {
  const folder = await mkdtemp(join(built, 'inputs-'));
  const numbered = (n: number) => String(n).padStart(3, '0');
  for (const [n, input] of inputs.entries()) await writeFile(join(folder, numbered(n)), input);
  const options = ['--rm', ...CONTAINER.split(' '), '-v', `${built}:/built:ro`, 'gcc:13.2.0'];
  const command = ['sh', '-c', FOR_EACH, basename(folder)];
  const { stdout } = await promisify(execFile)('docker', ['run', ...options, ...command]);
  const ends = stdout.matchAll(/([^]*?)ended with (\d+)\n/g);
  return Array.from(ends, ([, complaints = '', code]) => ({ code: Number(code), complaints }));
}
