/**
 * A place among the programs that run at once. A program leaves its place while it waits for input, and takes one
 * again.
 */
export interface Place {
  /** Resolves when a place is free, in the order of the calls; at once where this place is held already. */
  take(): Promise<void>;
  /** Gives the place to the next one that asks. A `take` that is still pending never resolves then. */
  leave(): void;
  /** Resolves when the place was left for the first time. */
  readonly left: Promise<void>;
}

/** `count` programs run at once; `changed` is called for each place that is taken or left. */
export function createPlaces(count: number, changed: (by: 1 | -1) => void): { one(): Place } {
  let free = count;
  const asking = new Set<() => void>();
  return { one };

  function one(): Place {
    let isHeld = false;
    let take: (() => void) | undefined;
    let resolveLeft = () => {};
    const left = new Promise<void>((resolve) => (resolveLeft = resolve));
    return {
      left,
      async take() {
        if (isHeld) return;
        if (free === 0) return new Promise<void>((resolve) => asking.add((take = () => resolve(hold()))));
        free -= 1;
        hold();
      },
      leave() {
        if (take) asking.delete(take);
        if (!isHeld) return;
        isHeld = false;
        changed(-1);
        const [next] = asking;
        if (next && asking.delete(next)) next();
        else free += 1;
        resolveLeft();
      },
    };

    function hold(): void {
      isHeld = true;
      take = undefined;
      changed(1);
    }
  }
}
