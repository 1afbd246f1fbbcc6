/** How long a key counts as used after the last request. */
export const LATELY_MS = 600_000;

/** How many items of each key are worth keeping warm. */
export interface Demand<Key> {
  /** An item of the key was asked for. */
  used(key: Key): void;
  size(key: Key): number;
}

/**
 * `each` items of the keys in `always`, and one of each other key that was used in the last ten minutes, the latest
 * first; at most `total` in all. A key that nobody uses costs nothing.
 */
export function createDemand<Key>(deps: {
  always: readonly Key[];
  each: number;
  total: number;
  now?(): number;
}): Demand<Key> {
  const { always, each, total, now = () => performance.now() } = deps;
  /** By use: the latest is last. */
  const usedAt = new Map<Key, number>();

  return {
    used(key) {
      usedAt.delete(key);
      usedAt.set(key, now());
    },
    size(key) {
      const at = always.indexOf(key);
      if (at !== -1) return Math.max(0, Math.min(each, total - at * each));
      const left = Math.max(0, total - always.length * each);
      return each > 0 && lately().slice(0, left).includes(key) ? 1 : 0;
    },
  };

  function lately(): Key[] {
    const keys = [...usedAt].filter(([key, at]) => !always.includes(key) && now() - at < LATELY_MS);
    return keys.map(([key]) => key).reverse();
  }
}
