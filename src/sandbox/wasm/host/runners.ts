import type { StreamName } from '../../../domain/events.ts';
import type { WasmInterpreter } from '../../../language-file.ts';
import { createPool, type Pool } from '../../pool.ts';
import { readAccount } from '../thread/account.ts';
import { createHeldReader, type HeldAt } from '../thread/held-output.ts';
import type { Ended, FromRunThread, InDialogue, RunThreadData, ThreadJob } from '../thread/job.ts';
import {
  askForSignal,
  begin,
  createReader,
  createSharedOutput,
  notedBytes,
  wasRefusedMemory,
  wasTruncated,
} from '../thread/shared-output.ts';
import { createInputReader, handled } from '../thread/shared-input.ts';
import type { Dialogue } from './dialogue.ts';
import { createMeter, type Taken } from './meter.ts';
import { untilOver, type Over } from './over.ts';
import { startThread, type Thread } from './thread.ts';

/** The threads of compiled programs, which are all alike; an interpreter's have its language's id. */
export const COMPILED = '';

/** What a run is allowed by its thread's host. */
export interface RunLimits {
  readonly timeMs: number;
  readonly cpuMs: number;
  readonly outputBytes: number;
  /** Of an interactive program. */
  readonly idleMs: number;
}

/** Who hears what a program says, takes and waits for. */
export interface Hears {
  output(stream: StreamName, bytes: Uint8Array): void;
  took?(bytes: Uint8Array): void;
  waits?(seen: number): void;
}

export interface RunnerResult {
  /** How it ended, or which time was up. */
  readonly ended: Ended | { readonly limit: Over; readonly left?: never };
  /** By the program's own thread. */
  readonly taken: Taken;
  /** Of the heap and all that lies below it: its end, not the end of the memory, which grows ahead of it. */
  readonly peakBytes: number;
  /** It asked for more memory than it may have, and the request was refused. */
  readonly refusedMemory: boolean;
  /** What it has made of the compiled module, where it runs again. */
  readonly module: WebAssembly.Module | undefined;
  /** Whether the runner may run the same program once more. */
  readonly isFree: boolean;
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
}

/** A thread that waits for its one program, and can run that again as long as a result says so. */
export interface Runner {
  run(
    job: ThreadJob,
    limits: RunLimits,
    hears: Hears,
    signal: AbortSignal,
    /** Where stdin stays open. */
    dialogue?: Dialogue,
  ): Promise<RunnerResult>;
  readonly gone: Promise<unknown>;
  end(): Promise<void>;
}

/** What a program goes on to write is looked for so often: a signal for each of its writes would cost more than they do. */
const LOOK_MS = 5;

/** What the program's own buffer holds is looked at so often; it is told after one to two looks. */
const HELD_MS = 10;

/** While it waits for input its clock stands still. */
function withoutWaiting(taken: Taken, dialogue: Dialogue | undefined): Taken {
  if (!dialogue) return taken;
  return { ...taken, wallMs: Math.max(0, Math.round((taken.wallMs - dialogue.waitedMs()) * 100) / 100) };
}

type RunThread = Thread<Extract<FromRunThread, { account: unknown }>>;

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
export function createRunners(deps: {
  /** By their languages' ids. */
  interpreters: ReadonlyMap<
    string,
    { readonly module: () => Promise<WebAssembly.Module>; readonly of: WasmInterpreter }
  >;
  warm: { readonly interpreter: number; readonly program: number };
  memoryBytes: number;
  outputBytes: number;
  say(text: string): void;
}): Pool<string, Runner> {
  const { interpreters, warm, memoryBytes, outputBytes } = deps;
  return createPool<string, Runner>({
    size: (kind) => (kind === COMPILED ? warm.program : warm.interpreter),
    make,
    died: async (runner) => void (await runner.gone),
    dispose: (runner) => runner.end(),
    log: { warn: (_, text) => deps.say(text) },
  });

  async function make(kind: string): Promise<Runner> {
    const interpreter = interpreters.get(kind);
    const data: RunThreadData = {
      interpreter: interpreter ? { module: await interpreter.module(), of: interpreter.of } : null,
      output: createSharedOutput(outputBytes),
      go: new Int32Array(new SharedArrayBuffer(4)),
    };
    const thread: RunThread = await startThread('../thread/run.js', data, resourceLimits(memoryBytes));
    let usedBytes = 0; // what its programs had may be there until the thread collects it
    return {
      gone: thread.ended,
      end: thread.end,
      async run(...given) {
        const result = await run(thread, data, ...given);
        usedBytes += result.peakBytes;
        return { ...result, isFree: result.isFree && usedBytes < memoryBytes };
      },
    };
  }
}

async function run(
  { worker, first: { account }, ended: gone, end }: RunThread,
  { go, output }: RunThreadData,
  ...[job, limits, hears, signal, dialogue]: Parameters<Runner['run']>
): Promise<RunnerResult> {
  const read = createReader(output);
  const readInput = dialogue && createInputReader(dialogue.shared);
  const tell = hears.output;
  let looking: NodeJS.Timeout | undefined;
  let takeHeld = (_isLast?: boolean) => false;
  let watching: NodeJS.Timeout | undefined;
  let said: Ended | undefined;
  let module: WebAssembly.Module | undefined;
  let hear = (_message: FromRunThread) => {};
  const answer = new Promise<void>((resolve) => {
    hear = (message) => {
      if (message === 'output') look();
      else if ('place' in message) hearDialogue(message);
      else if ('held' in message) watch(message.held);
      else if ('module' in message) ({ module } = message);
      else if (!('account' in message)) resolve(void (said = message));
    };
  });
  worker.on('message', hear);
  const left = dialogue && (() => dialogue.left(limits.idleMs));
  begin(output, limits.outputBytes);
  const clock = createMeter(() => readAccount(account));
  const taken = () => withoutWaiting(clock(), dialogue);
  worker.postMessage(job);
  Atomics.store(go, 0, 1);
  Atomics.notify(go, 0);
  const over = await untilOver(Promise.race([answer, gone]), { ...limits, taken, left }, signal);
  const atEnd = taken();
  const isFree = said?.isFree === true && !over && !signal.aborted;
  if (!isFree) void end();
  const thrown = isFree ? undefined : await gone; // whatever it had said has arrived by then
  worker.off('message', hear);
  clearTimeout(looking);
  clearInterval(watching);
  takeHeld(true);
  tellTaken();
  read(tell);
  signal.throwIfAborted();
  if (!said && !over) throw thrown ?? new Error('a thread ended without an answer');
  return {
    ended: said ?? { limit: over! },
    taken: atEnd,
    peakBytes: notedBytes(output),
    module,
    isFree,
    refusedMemory: wasRefusedMemory(output),
    stdoutTruncated: wasTruncated(output, 'stdout'),
    stderrTruncated: wasTruncated(output, 'stderr'),
  };

  /** What was written before the program took its input comes before that. */
  function hearDialogue({ place, seen }: InDialogue): void {
    if (!dialogue || !readInput) return;
    read(tell, place);
    hears.took?.(readInput(place.taken));
    handled(dialogue.shared);
    if (seen !== undefined && dialogue.waits(seen)) hears.waits?.(seen);
  }

  /** The rest of what was taken, where nobody has said at which place. */
  function tellTaken(): void {
    const rest = readInput?.();
    if (rest && rest.length > 0) hears.took?.(rest);
  }

  /** Tells what the program's buffer of stdout has held for a while, as long as it is that of stdout. */
  function watch(held: HeldAt | null): void {
    clearInterval(watching);
    takeHeld = held ? createHeldReader(output, held) : () => false;
    if (held) watching = setInterval(() => takeHeld() && look(), HELD_MS);
  }

  /** Tells what is there, and looks again and again until nothing comes any more. */
  function look(): void {
    clearTimeout(looking);
    let isNew = read(tell);
    if (!isNew) {
      askForSignal(output);
      isNew = read(tell);
    }
    if (isNew) looking = setTimeout(look, LOOK_MS);
  }
}
