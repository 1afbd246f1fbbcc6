import { readAccount, type Account } from '../thread/account.ts';
import type { CompileThreadData, CompileThreadReady, ToolResult, ToolRun } from '../thread/compile.ts';
import { startThread, type Thread } from './thread.ts';

/** Runs the compiler and the linker, one after the other, in a thread that stays. */
export interface CompileWorker {
  /** Aborting ends the run at once, with the thread: the next one takes its place. Rejects with the signal's reason then. */
  run(run: ToolRun, signal?: AbortSignal): Promise<ToolResult>;
  /** Of the thread, so far; null while it is not started, and where the system does not count it. */
  account(): Account | null;
  close(): Promise<void>;
}

const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 512, stackSizeMb: 64 };

/** The thread is started with the first run, or again with the one after an abort. */
export function createCompileWorker(data: () => Promise<CompileThreadData>): CompileWorker {
  let thread: Promise<Thread<CompileThreadReady>> | undefined;
  let account: number | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  return {
    run(run, signal) {
      const result = turn.then(() => runNow(run, signal));
      turn = result.catch(() => {});
      return result;
    },
    account: () => readAccount(account),
    async close() {
      await (await thread)?.end();
    },
  };

  /** The thread at hand, or a new one when that could not be started, is being ended, or has ended by itself. */
  function current(): Promise<Thread<CompileThreadReady>> {
    if (thread) return thread;
    const starting = data().then((given) =>
      startThread<CompileThreadReady>('../thread/compile.js', given, RESOURCE_LIMITS),
    );
    const forget = () => {
      if (thread !== starting) return;
      thread = undefined;
      account = null;
    };
    starting.then(({ first, ended }) => {
      account = first.account;
      void ended.then(forget);
    }, forget);
    return (thread = starting);
  }

  async function runNow(run: ToolRun, signal?: AbortSignal): Promise<ToolResult> {
    signal?.throwIfAborted();
    const { worker, ended, end } = await current();
    const stop = () => {
      thread = undefined;
      account = null;
      void end();
    };
    signal?.addEventListener('abort', stop);
    try {
      const answer = new Promise<ToolResult>((resolve) => worker.once('message', resolve));
      worker.postMessage(run);
      const result = await Promise.race([answer, ended]);
      if (result && 'exitCode' in result) return result;
      signal?.throwIfAborted();
      throw result ?? new Error('the compiler ended');
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}
