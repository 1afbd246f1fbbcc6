import { setTimeout as sleep } from 'node:timers/promises';

/** Who waits for a compile, so that what nobody waits for comes later. */
export interface Waiting {
  /** Counts somebody who waits until this is done. */
  during<Made>(work: Promise<Made>): Promise<Made>;
  /** Resolves when nobody has waited for a moment, and after `mostMs` at the latest. */
  over(mostMs: number): Promise<void>;
}

/** The program that was compiled runs first, and its caller may send the next one at once. */
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
      const until = performance.now() + mostMs;
      const isOver = () => waiting === 0 && performance.now() - lastAt >= MOMENT_MS;
      while (!isOver() && performance.now() < until) await sleep(LOOK_MS);
    },
  };
}
