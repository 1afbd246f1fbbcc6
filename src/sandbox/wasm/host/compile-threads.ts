import type { Toolchain } from '../thread/compile.ts';
import { startThread, type Thread } from './thread.ts';

/** A thread that runs one tool at a time, and the descriptor of its account. */
export type CompileThread = Thread<{ readonly account: number | null }>;

/** Threads for compilers and linkers. To start one takes more processor time than most links, so they are used again. */
export interface CompileThreads {
  /** A thread without a tool. Rejects when it cannot be started. */
  take(): Promise<CompileThread>;
  /** The thread's tool has ended by itself. The thread is kept, or ended where enough are kept. */
  giveBack(thread: CompileThread): void;
  /** Ends the threads without a tool. */
  endFree(): void;
}

const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 512, stackSizeMb: 64 };

/** `load` gives what the threads run. At most `most` threads are kept without a tool. */
export function createCompileThreads(load: () => Promise<Toolchain>, most: number): CompileThreads {
  const free = new Set<CompileThread>();
  return {
    async take() {
      const { module, resources } = await load();
      const [idle] = free;
      if (!idle) return startThread('../thread/compile.js', { module, resources }, RESOURCE_LIMITS);
      free.delete(idle);
      return idle;
    },
    giveBack(thread) {
      if (free.size >= most) return void thread.end();
      free.add(thread);
      void thread.ended.then(() => free.delete(thread));
    },
    endFree() {
      for (const thread of free) void thread.end();
      free.clear();
    },
  };
}
