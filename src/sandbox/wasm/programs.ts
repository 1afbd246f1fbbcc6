import { createPool, type Pool } from '../pool.ts';
import type { Ended, FromRunThread, RunThreadData, ThreadJob } from './run-thread.ts';
import { createReader, createSharedOutput, notedBytes, wasRefusedMemory, wasTruncated } from './shared-output.ts';
import { startThread } from './thread.ts';
import type { StreamName } from '../../domain/events.ts';

export type Kind = 'python' | 'program';

export interface Observed {
  /** How it ended; null when its time was up. */
  readonly ended: Ended | null;
  readonly ms: number;
  /** Of the heap and all that lies below it: its end, not the end of the memory, which grows ahead of it. */
  readonly peakBytes: number;
  /** It asked for more memory than it may have, and was told no. */
  readonly refusedMemory: boolean;
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
}

/** A thread that waits for its one program. */
export interface Runner {
  run(
    job: ThreadJob,
    timeMs: number,
    tell: (stream: StreamName, bytes: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<Observed>;
  readonly gone: Promise<unknown>;
  end(): Promise<void>;
}

/**
 * What JavaScript in the thread may hold; the stack is the native one. A program's memory is not in it, but V8 collects
 * garbage at every growth of a memory that is half as large, so this is twice as much, and 512 at least.
 */
const resourceLimits = (memoryBytes: number) => ({
  maxOldGenerationSizeMb: Math.max(512, (2 * memoryBytes) / MIB),
  maxYoungGenerationSizeMb: 16,
  stackSizeMb: 64,
});
const MIB = 1024 * 1024;

/** Threads made ready before there are programs for them. */
export function createPrograms(deps: {
  python: Promise<WebAssembly.Module>;
  /** What runs in the interpreter before the program, and what it says of modules that are missing. */
  boot: string;
  hints: string;
  sizes: Readonly<Record<Kind, number>>;
  memoryBytes: number;
  outputBytes: number;
  say(text: string): void;
}): Pool<Kind, Runner> {
  const pool = createPool<Kind, Runner>({
    size: (kind) => deps.sizes[kind],
    make,
    died: async (runner) => void (await runner.gone),
    dispose: (runner) => runner.end(),
    log: { warn: (_, text) => deps.say(text) },
  });
  pool.open('python');
  pool.open('program');
  return pool;

  async function make(kind: Kind): Promise<Runner> {
    const data: RunThreadData = {
      python: kind === 'python' ? { module: await deps.python, boot: deps.boot, hints: deps.hints } : null,
      output: createSharedOutput(deps.outputBytes),
      go: new Int32Array(new SharedArrayBuffer(4)),
      memoryBytes: deps.memoryBytes,
    };
    const thread = await startThread('./run-thread.js', data, resourceLimits(deps.memoryBytes));
    return { gone: thread.ended, end: thread.end, run: (...given) => run(thread, data, ...given) };
  }
}

async function run(
  { worker, ended: gone, end }: Awaited<ReturnType<typeof startThread>>,
  { go, output }: RunThreadData,
  ...[job, timeMs, tell, signal]: Parameters<Runner['run']>
): Promise<Observed> {
  const read = createReader(output);
  const started = performance.now();
  let said: Ended | undefined;
  const answer = new Promise<void>((resolve) => {
    worker.on('message', (message: FromRunThread) => {
      if (message === 'output') read(tell);
      else if (message !== 'ready') resolve(void (said = message));
    });
  });
  worker.postMessage(job);
  Atomics.store(go, 0, 1);
  Atomics.notify(go, 0);
  await firstOf(answer, gone, timeMs, signal);
  const ms = performance.now() - started;
  void end();
  const thrown = await gone; // whatever it had said has arrived by then
  read(tell);
  signal.throwIfAborted();
  if (thrown && !said) throw thrown;
  return {
    ended: said ?? null,
    ms: Math.round(ms * 100) / 100,
    peakBytes: notedBytes(output),
    refusedMemory: wasRefusedMemory(output),
    stdoutTruncated: wasTruncated(output, 'stdout'),
    stderrTruncated: wasTruncated(output, 'stderr'),
  };
}

/** Resolves when the program has ended, or its thread has, or its time is up, or it is not wanted any more. */
async function firstOf(
  answer: Promise<void>,
  gone: Promise<unknown>,
  timeMs: number,
  signal: AbortSignal,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  const over = new Promise<void>((resolve) => {
    stop = resolve;
    timer = setTimeout(resolve, timeMs);
    signal.addEventListener('abort', stop);
  });
  if (!signal.aborted) await Promise.race([answer, gone, over]);
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
}
