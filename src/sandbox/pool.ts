/** Items that are made before they are needed. An item is used once, unless it is given back. */
export interface Pool<Key, Item> {
  /** A warm item, or a new one when none is ready. Rejects when none can be made. */
  take(key: Key): Promise<Item>;
  /**
   * Gives back a used item, which will soon be as good as a new one; or undefined: it will not. A `take` meanwhile
   * waits for it.
   */
  giveBack(key: Key, item: Promise<Item | undefined>): void;
  /** Makes the warm items of a key, from now on. */
  open(key: Key): void;
  /** A run has just ended, so there is time to make what is lacking. */
  rest(): void;
  /** How many items are warm, for each key that is open. */
  warm(): Readonly<Record<string, number>>;
  /** Disposes of the warm items. */
  close(): Promise<void>;
}

/** How long after a take the pool is refilled, so that the processors are free for the run. */
const REFILL_AFTER_MS = 500;
/** How long after a run the pool is refilled, so that its answer goes first. */
const REST_MS = 20;
const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 15_000;

/**
 * Keeps `size(key)` items of each key warm and makes one at a time. Where the size has become smaller, `rest` disposes
 * of items. An item that dies while it waits is replaced.
 */
export function createPool<Key extends string, Item>(deps: {
  size(key: Key): number;
  make(key: Key): Promise<Item>;
  /** Resolves when an item is dead. */
  died(item: Item): Promise<void>;
  dispose(item: Item): Promise<void>;
  log: { warn(about: object, text: string): void };
}): Pool<Key, Item> {
  const shelves = new Map<Key, Item[]>();
  const coming = new Map<Key, Promise<Item | undefined>[]>();
  const opened = new Set<Key>();
  let refilling: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let refillAt = 0;
  let retryMs = RETRY_FIRST_MS;
  let closed = false;

  return {
    async take(key) {
      const warm = shelves.get(key)?.shift();
      refillIn(REFILL_AFTER_MS);
      return warm ?? (await coming.get(key)?.shift()) ?? deps.make(key);
    },
    giveBack(key, item) {
      const expected = coming.get(key) ?? [];
      coming.set(key, expected);
      expected.push(item);
      void item.then((ready) => {
        const at = expected.indexOf(item);
        refillIn(REST_MS);
        if (at === -1) return; // a `take` has waited for it
        void expected.splice(at, 1);
        if (!ready) return;
        if (closed || countOf(key) >= deps.size(key)) void deps.dispose(ready);
        else shelve(key, ready);
      });
    },
    open(key) {
      opened.add(key);
      refillIn(0);
    },
    rest() {
      refillIn(REST_MS);
    },
    warm: () => Object.fromEntries([...opened].map((key) => [key, shelves.get(key)?.length ?? 0])),
    async close() {
      closed = true;
      clearTimeout(timer);
      await refilling;
      const items = [...shelves.values()].flat();
      shelves.clear();
      await Promise.all(items.map((item) => deps.dispose(item)));
    },
  };

  /** Refills after this time, or sooner where an earlier call asked for that. */
  function refillIn(ms: number): void {
    const at = performance.now() + ms;
    if (closed || refilling || (timer && at >= refillAt)) return;
    clearTimeout(timer);
    refillAt = at;
    timer = setTimeout(() => {
      timer = undefined;
      refilling = refill().finally(() => {
        refilling = undefined;
        if (lacking() !== undefined) refillIn(retryMs);
      });
    }, ms);
  }

  async function refill(): Promise<void> {
    dispose();
    for (let key = lacking(); key !== undefined && !closed; key = lacking()) {
      try {
        await keep(key);
        retryMs = RETRY_FIRST_MS;
      } catch (error) {
        if (retryMs === RETRY_FIRST_MS)
          deps.log.warn({ err: error, key }, 'no warm sandbox could be made; trying again');
        retryMs = Math.min(retryMs * 2, RETRY_LAST_MS);
        return;
      }
    }
  }

  /** Disposes of items that are no longer worth keeping. */
  function dispose(): void {
    for (const [key, shelf] of shelves) {
      const most = Math.max(0, deps.size(key) - (coming.get(key)?.length ?? 0));
      for (const item of shelf.splice(most)) void deps.dispose(item);
    }
  }

  async function keep(key: Key): Promise<void> {
    const item = await deps.make(key);
    if (closed) return deps.dispose(item);
    shelve(key, item);
  }

  function shelve(key: Key, item: Item): void {
    const shelf = shelves.get(key) ?? [];
    shelves.set(key, shelf);
    shelf.push(item);
    void deps.died(item).then(() => {
      const at = shelf.indexOf(item);
      if (at === -1) return;
      shelf.splice(at, 1);
      refillIn(retryMs);
    });
  }

  function lacking(): Key | undefined {
    return [...opened].find((key) => countOf(key) < deps.size(key));
  }

  /** The items that are warm, and those that come back. */
  function countOf(key: Key): number {
    return (shelves.get(key)?.length ?? 0) + (coming.get(key)?.length ?? 0);
  }
}
