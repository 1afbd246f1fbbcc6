import { LATELY_MS } from '../../demand.ts';
import { readAccount } from '../thread/account.ts';
import type { FilesByPath } from '../thread/awaited.ts';
import type { CompileThreadData, FromCompileThread, Tool, Toolchain, ToolResult } from '../thread/compile.ts';
import type { Accounts } from './meter.ts';
import { startThread, type Thread } from './thread.ts';

/**
 * Runs a compiler or a linker, each time in a new thread. For the commands that were used last, a thread is started
 * before there is a program.
 */
export interface Tools {
  /**
   * Runs a tool with its later files. Rejects with the signal's reason when that is aborted, and ends the thread. The
   * processor time that the thread takes from now on is added to the accounts.
   */
  run(tool: Tool, later: FilesByPath, how?: { signal?: AbortSignal; accounts?: Accounts }): Promise<ToolResult>;
  /** A program has just ended, so there is time to start the threads that are lacking. */
  rest(): void;
}

interface Started {
  readonly go: Int32Array;
  readonly thread: Thread<{ readonly account: number | null }>;
  /** Resolves when the tool has gone as far as it can without its later files, or has ended. */
  readonly waits: Promise<unknown>;
  readonly result: Promise<ToolResult>;
}

const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 512, stackSizeMb: 64 };
/**
 * How long after the use of a thread the next one is started: until then the processors are left to the compiled
 * program.
 */
const AFTER_MS = 500;
/** How long after the end of a program: until then the processors are left to its answer. */
const REST_MS = 20;

/**
 * Keeps one thread started for each of the `most` kinds that were used last, in the last ten minutes. Tools with the same
 * arguments are of one kind.
 */
export function createTools(load: () => Promise<Toolchain>, most: number): Tools {
  /** By use: the kind that was used last is at the end. */
  const kinds = new Map<string, { readonly tool: Tool; readonly usedAt: number }>();
  const started = new Map<string, Promise<Started>>();
  let timer: NodeJS.Timeout | undefined;
  let startAt = Infinity;
  let starting: Promise<void> | undefined;

  return {
    async run(tool, later, how = {}) {
      how.signal?.throwIfAborted();
      const kind = JSON.stringify(tool.argv);
      use(kind, tool);
      const taken = started.get(kind);
      started.delete(kind);
      return finish(await (taken ?? start(load, tool)), later, how).finally(() => startIn(AFTER_MS));
    },
    rest() {
      for (const [kind, { usedAt }] of kinds) if (performance.now() - usedAt > LATELY_MS) drop(kind);
      startIn(REST_MS);
    },
  };

  function use(kind: string, tool: Tool): void {
    kinds.delete(kind);
    kinds.set(kind, { tool, usedAt: performance.now() });
    for (const other of [...kinds.keys()].slice(0, -most || undefined)) drop(other);
  }

  function drop(kind: string): void {
    kinds.delete(kind);
    void started.get(kind)?.then(({ thread }) => thread.end());
    started.delete(kind);
  }

  /** Starts what is lacking after this time, or sooner where an earlier call asked for that. */
  function startIn(ms: number): void {
    const at = performance.now() + ms;
    if (starting || at >= startAt) return;
    clearTimeout(timer);
    startAt = at;
    timer = setTimeout(() => {
      startAt = Infinity;
      starting = startLacking().finally(() => (starting = undefined));
    }, ms);
  }

  /** Starts one thread after another. Where one cannot be started, the next program tries to start it. */
  async function startLacking(): Promise<void> {
    for (const [kind, { tool }] of [...kinds].reverse()) {
      if (started.has(kind) || !kinds.has(kind)) continue;
      const one = start(load, tool);
      started.set(kind, one);
      const forget = () => void (started.get(kind) === one && started.delete(kind));
      await one.then(({ thread, waits }) => {
        void thread.ended.then(forget);
        return waits;
      }, forget);
    }
  }
}

async function start(load: () => Promise<Toolchain>, tool: Tool): Promise<Started> {
  const { module, resources } = await load();
  const go = new Int32Array(new SharedArrayBuffer(4));
  const data: CompileThreadData = { module, resources, tool, go };
  const thread = await startThread<{ account: number | null }>('../thread/compile.js', data, RESOURCE_LIMITS);
  let waiting = () => {};
  const waits = new Promise<void>((resolve) => (waiting = resolve));
  const result = new Promise<ToolResult>((resolve) => {
    thread.worker.on('message', (message: FromCompileThread) => {
      waiting();
      if (typeof message === 'object' && 'exitCode' in message) resolve(message);
    });
  });
  return { go, thread, waits: Promise.race([waits, thread.ended]), result };
}

async function finish(
  { go, thread, result }: Started,
  later: FilesByPath,
  { signal, accounts }: NonNullable<Parameters<Tools['run']>[2]>,
): Promise<ToolResult> {
  const stopCounting = accounts?.add(() => readAccount(thread.first.account));
  const end = () => {
    stopCounting?.();
    void thread.end();
  };
  signal?.addEventListener('abort', end);
  try {
    signal?.throwIfAborted();
    thread.worker.postMessage(later);
    Atomics.store(go, 0, 1);
    Atomics.notify(go, 0);
    const answer = await Promise.race([result, thread.ended]);
    if (answer && 'exitCode' in answer) return answer;
    signal?.throwIfAborted();
    throw answer ?? new Error('the compiler ended');
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}
