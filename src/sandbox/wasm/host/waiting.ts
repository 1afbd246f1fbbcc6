import { setTimeout as sleep } from 'node:timers/promises';

/** Who waits for a compile, so that what nobody waits for comes later. */
export interface Waiting {
  /** Counts somebody who waits until this is done. */
  during<Made>(work: Promise<Made>): Promise<Made>;
  /** Resolves when nobody waits for a moment, and after `mostMs` at the latest. */
  over(mostMs: number): Promise<void>;
}

/** What nobody waits for lets callers' programs go before, each time, but not for longer than this. */
export const GIVE_WAY_MS = 30_000;
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
      const from = performance.now();
      const until = from + mostMs;
      const isOver = () => waiting === 0 && performance.now() - Math.max(lastAt, from) >= MOMENT_MS;
      while (!isOver() && performance.now() < until) await sleep(LOOK_MS);
    },
  };
}
