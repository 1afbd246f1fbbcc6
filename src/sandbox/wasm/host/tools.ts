import { LATELY_MS } from '../../demand.ts';
import { readAccount } from '../thread/account.ts';
import type { FilesByPath } from '../thread/awaited.ts';
import type { FromCompileThread, ToCompileThread, Tool, Toolchain, ToolResult } from '../thread/compile.ts';
import { createCompileThreads, type CompileThread } from './compile-threads.ts';
import type { Accounts } from './meter.ts';

/**
 * Runs a compiler or a linker, each time as a new instance of its module. For the commands that were used last, a tool is
 * started before there is a program.
 */
export interface Tools {
  /**
   * Runs a tool with its later files. Rejects with the signal's reason when that is aborted, and ends the tool. The
   * processor time that the tool takes from now on is added to the accounts.
   */
  run(tool: Tool, later: FilesByPath, how?: How): Promise<ToolResult>;
  /** A program has just ended, so there is time to start the tools that are lacking. */
  rest(): void;
}

/** What ends a tool early, and what counts its processor time. */
export interface How {
  readonly signal?: AbortSignal;
  readonly accounts?: Accounts;
}

interface Started {
  readonly go: Int32Array;
  readonly thread: CompileThread;
  /** Resolves when the tool has gone as far as it can without its later files, or has ended. */
  readonly waits: Promise<unknown>;
  readonly result: Promise<ToolResult>;
}

/**
 * How long after the use of a tool the next one is started: until then the processors are left to the compiled
 * program.
 */
const AFTER_MS = 500;
/** How long after the end of a program: until then the processors are left to its answer. */
const REST_MS = 20;

/**
 * Keeps one tool started for each of the `most` kinds that were used last, in the last ten minutes. Tools with the same
 * arguments are of one kind.
 */
export function createTools(load: () => Promise<Toolchain>, most: number): Tools {
  /** By use: the kind that was used last is at the end. */
  const kinds = new Map<string, { readonly tool: Tool; readonly usedAt: number }>();
  const started = new Map<string, Promise<Started>>();
  const threads = createCompileThreads(load, most);
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
      const one = await (taken ?? start(tool));
      return finish(one, later, how).finally(() => startIn(AFTER_MS));
    },
    rest() {
      for (const [kind, { usedAt }] of kinds) if (performance.now() - usedAt > LATELY_MS) drop(kind);
      if (kinds.size === 0) threads.endFree();
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
    started.get(kind)?.then(
      ({ thread }) => thread.end(),
      () => {}, // it could not be started
    );
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

  /** Starts one tool after another. Where one cannot be started, the next program tries to start it. */
  async function startLacking(): Promise<void> {
    for (const [kind, { tool }] of [...kinds].reverse()) {
      if (started.has(kind) || !kinds.has(kind)) continue;
      const one = start(tool);
      started.set(kind, one);
      const forget = () => void (started.get(kind) === one && started.delete(kind));
      await one.then(({ thread, waits }) => {
        void thread.ended.then(forget);
        return waits;
      }, forget);
    }
  }

  async function start(tool: Tool): Promise<Started> {
    return give(await threads.take(), tool);
  }

  async function finish({ go, thread, result }: Started, later: FilesByPath, { signal, accounts }: How) {
    const stopCounting = accounts?.add(() => readAccount(thread.first.account));
    const end = () => void thread.end();
    signal?.addEventListener('abort', end);
    try {
      signal?.throwIfAborted();
      thread.worker.postMessage(later);
      Atomics.store(go, 0, 1);
      Atomics.notify(go, 0);
      const answer = await Promise.race([result, thread.ended]);
      signal?.throwIfAborted();
      if (!answer || !('exitCode' in answer)) throw answer ?? new Error('the compiler ended');
      if (answer.crash) end();
      else threads.giveBack(thread);
      return answer;
    } catch (error) {
      end();
      throw error;
    } finally {
      signal?.removeEventListener('abort', end);
      stopCounting?.();
    }
  }
}

/** Starts a tool in a thread that has none. */
function give(thread: CompileThread, tool: Tool): Started {
  const go = new Int32Array(new SharedArrayBuffer(4));
  let waiting = () => {};
  const waits = new Promise<void>((resolve) => (waiting = resolve));
  const result = new Promise<ToolResult>((resolve) => {
    thread.worker.on('message', function hear(message: FromCompileThread) {
      waiting();
      if (typeof message !== 'object' || !('exitCode' in message)) return;
      thread.worker.off('message', hear);
      resolve(message);
    });
  });
  thread.worker.postMessage({ tool, go } satisfies ToCompileThread);
  return { go, thread, waits: Promise.race([waits, thread.ended]), result };
}
