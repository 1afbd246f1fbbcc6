/** Compiles take turns: one at a time. While one takes long, others run beside it, `most` in all. */
export interface Turns {
  /** Waits for its turn. */
  use<Made>(work: () => Promise<Made>): Promise<Made>;
}

/**
 * A compile that takes longer than this does not keep others waiting. Common programs take less, on a slow machine too.
 */
const LONG_MS = 1000;

export function createTurns(most: number): Turns {
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
      try {
        return await work();
      } finally {
        clearTimeout(timer);
        inUse--;
        if (!isLong) shortSoFar--;
        next();
      }
    },
  };

  function hasTurn(): boolean {
    return shortSoFar === 0 && inUse < most;
  }

  function next(): void {
    if (hasTurn()) waiting.shift()?.();
  }
}
