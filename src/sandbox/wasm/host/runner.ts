import { readAccount } from '../thread/account.ts';
import type { Ended, FromRunThread, RunThreadData, ThreadJob } from '../thread/job.ts';
import { begin, notedBytes, wasRefusedMemory, wasTruncated } from '../thread/shared-output.ts';
import type { Dialogue } from './dialogue.ts';
import { createListener, type Handlers } from './listener.ts';
import { createMeter, type Taken } from './meter.ts';
import { untilOver, type Over } from './over.ts';
import type { Thread } from './thread.ts';

/** The limits of one run. */
export interface RunLimits {
  readonly timeMs: number;
  readonly cpuMs: number;
  readonly outputBytes: number;
  /** How long an interactive program may wait for input at a time. */
  readonly idleMs: number;
}

export interface RunnerResult {
  /** How the program ended, or which limit of time ended it. */
  readonly ended: Ended | { readonly limit: Over; readonly left?: never };
  /** The time that the program's own thread has taken. */
  readonly taken: Taken;
  /** The largest end of the heap. The memory itself is larger, because it grows in advance. */
  readonly peakBytes: number;
  /** The program asked for more memory than it may have, and the request was refused. */
  readonly refusedMemory: boolean;
  /** The module with V8's machine code, where further runs of the program follow. */
  readonly module: WebAssembly.Module | undefined;
  /** Whether the runner may run the same program once more. */
  readonly isFree: boolean;
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
}

/** A thread that waits for a program. It can run the same program again as long as `isFree` says so. */
export interface Runner {
  run(
    job: ThreadJob,
    limits: RunLimits,
    handlers: Handlers,
    signal: AbortSignal,
    /** For a program whose stdin stays open. */
    dialogue?: Dialogue,
  ): Promise<RunnerResult>;
  readonly gone: Promise<unknown>;
  end(): Promise<void>;
}

export type RunThread = Thread<Extract<FromRunThread, { account: unknown }>>;

/** Runs one program in the thread, and ends the thread unless the result says that it is free. Rejects when aborted. */
export async function runInThread(
  { worker, first: { account }, ended: gone, end }: RunThread,
  { go, output }: RunThreadData,
  ...[job, limits, handlers, signal, dialogue]: Parameters<Runner['run']>
): Promise<RunnerResult> {
  const listener = createListener(output, handlers, dialogue);
  let answer: Ended | undefined;
  let module: WebAssembly.Module | undefined;
  let receive = (_message: FromRunThread) => {};
  const answered = new Promise<void>((resolve) => {
    receive = (message) => {
      if (message === 'output') listener.look();
      else if ('place' in message) listener.handleDialogue(message);
      else if ('held' in message) listener.watch(message.held);
      else if ('module' in message) ({ module } = message);
      else if (!('account' in message)) resolve(void (answer = message));
    };
  });
  worker.on('message', receive);
  const left = dialogue && (() => dialogue.left(limits.idleMs));
  begin(output, limits.outputBytes);
  const clock = createMeter(() => readAccount(account));
  const taken = () => withoutWaiting(clock(), dialogue);
  worker.postMessage(job);
  Atomics.store(go, 0, 1);
  Atomics.notify(go, 0);
  const over = await untilOver(Promise.race([answered, gone]), { ...limits, taken, left }, signal);
  const atEnd = taken();
  const isFree = answer?.isFree === true && !over && !signal.aborted;
  if (!isFree) void end();
  const thrown = answer ? undefined : await gone; // all messages of the thread have arrived by then
  worker.off('message', receive);
  listener.finish();
  signal.throwIfAborted();
  if (!answer && !over) throw thrown ?? new Error('a thread ended without an answer');
  return {
    ended: answer ?? { limit: over! },
    taken: atEnd,
    peakBytes: notedBytes(output),
    module,
    isFree,
    refusedMemory: wasRefusedMemory(output),
    stdoutTruncated: wasTruncated(output, 'stdout'),
    stderrTruncated: wasTruncated(output, 'stderr'),
  };
}

/** The time taken, without the time in which the program waited for input. */
function withoutWaiting(taken: Taken, dialogue: Dialogue | undefined): Taken {
  if (!dialogue) return taken;
  return { ...taken, wallMs: Math.max(0, Math.round((taken.wallMs - dialogue.waitedMs()) * 100) / 100) };
}
