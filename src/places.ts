/** A place among the programs that run at once. It is left while a program waits, and taken again afterwards. */
export interface Place {
  /** Resolves when there is room, in the order of asking; at once where the place is held already. */
  take(): Promise<void>;
  /** Gives it to whoever is next; whoever still asks for it asks no more. */
  leave(): void;
  /** Resolves when the place was left for the first time. */
  readonly left: Promise<void>;
}

/** `count` programs at once; `changed` is told of each place that is taken or left. */
export function createPlaces(count: number, changed: (by: 1 | -1) => void): { one(): Place } {
  let free = count;
  const asking = new Set<() => void>();
  return { one };

  function one(): Place {
    let isHeld = false;
    let take: (() => void) | undefined;
    let sayLeft = () => {};
    const left = new Promise<void>((resolve) => (sayLeft = resolve));
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
        sayLeft();
      },
    };

    function hold(): void {
      isHeld = true;
      take = undefined;
      changed(1);
    }
  }
}
