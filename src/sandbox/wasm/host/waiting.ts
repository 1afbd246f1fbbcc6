import { setTimeout as sleep } from 'node:timers/promises';

/** Counts the callers who wait for a compile, so that work of the engine's own comes later. */
export interface Waiting {
  /** Counts one more caller until this promise is settled. */
  during<Made>(work: Promise<Made>): Promise<Made>;
  /** Resolves when no caller has waited for a moment, and after `mostMs` at the latest. */
  over(mostMs: number): Promise<void>;
}

/** How long the engine's own work waits for compiles of callers, each time. */
export const GIVE_WAY_MS = 30_000;
/** How long no caller may wait: the compiled program runs first, and its caller may send the next one at once. */
const MOMENT_MS = 1000;
const LOOK_MS = 100;

export function createWaiting(): Waiting {
  let waiting = 0;
  let lastAt = -Infinity;

  return {
    async during(work) {
      waiting++;
      try {
        return await work;
      } finally {
        waiting--;
        lastAt = performance.now();
      }
    },
    async over(mostMs) {
      const from = performance.now();
      const until = from + mostMs;
      const isOver = () => waiting === 0 && performance.now() - Math.max(lastAt, from) >= MOMENT_MS;
      while (!isOver() && performance.now() < until) await sleep(LOOK_MS);
    },
  };
}
