import type { CompileThreadData } from '../thread/compile.ts';
import { createCompileWorker, type CompileWorker } from './compile-worker.ts';

/** Compilers in threads: one, and others beside it while it works on something long, `most` together. */
export interface Compilers {
  /** Waits for a compiler, and has it alone until the work is done. */
  use<Made>(work: (worker: CompileWorker) => Promise<Made>): Promise<Made>;
  close(): Promise<void>;
}

/** What takes longer than this does not keep others waiting. A common program takes less, on a slow machine too. */
const LONG_MS = 1000;

export function createCompilers(data: () => Promise<CompileThreadData>, most: number): Compilers {
  const all = new Set<CompileWorker>();
  const free: CompileWorker[] = [];
  const waiting: (() => void)[] = [];
  let inUse = 0;
  let shortSoFar = 0;

  return {
    async use(work) {
      if (!hasTurn()) await new Promise<void>((resolve) => waiting.push(resolve));
      inUse++;
      shortSoFar++;
      let isLong = false;
      const timer = setTimeout(() => {
        isLong = true;
        shortSoFar--;
        next();
      }, LONG_MS);
      const worker = free.pop() ?? made();
      try {
        return await work(worker);
      } finally {
        clearTimeout(timer);
        inUse--;
        if (!isLong) shortSoFar--;
        giveBack(worker);
        next();
      }
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.close()));
    },
  };

  function hasTurn(): boolean {
    return shortSoFar === 0 && inUse < most;
  }

  function next(): void {
    if (hasTurn()) waiting.shift()?.();
  }

  function made(): CompileWorker {
    const worker = createCompileWorker(data);
    all.add(worker);
    return worker;
  }

  function giveBack(worker: CompileWorker): void {
    if (free.length === 0) return void free.push(worker);
    all.delete(worker);
    void worker.close();
  }
}
