import { queueFull, type Delivery, type Queue } from './queue.ts';

interface Entry<T> {
  readonly item: T;
  readonly bytes: number;
  attempts: number;
  /** When the item may be delivered, in ms since the epoch: 0 at first. */
  freeAt: number;
}

/** Estimated memory of an item besides its texts. */
const ITEM_BYTES = 500;

/** A queue in this process. An item that is neither acknowledged nor renewed within `abandonedAfterMs` is delivered again. */
export function createMemoryQueue<T>(options: {
  /** Backlog limits. An empty queue takes an item of any size. */
  max: number;
  maxBytes?: number;
  abandonedAfterMs: number;
}): Queue<T> {
  const { max, maxBytes = Infinity, abandonedAfterMs } = options;
  const entries = new Set<Entry<T>>();
  const waiting = new Set<() => void>();
  let held = 0;

  return {
    async push(item) {
      const bytes = ITEM_BYTES + textIn(item);
      if (entries.size > 0 && (entries.size >= max || held + bytes > maxBytes)) throw queueFull();
      entries.add({ item, bytes, attempts: 0, freeAt: 0 });
      held += bytes;
      wakeAll();
    },

    async *deliveries(signal) {
      while (!signal.aborted) {
        const entry = takeFree();
        if (entry) yield delivery(entry);
        else await change(signal);
      }
    },

    async depth() {
      return entries.size;
    },

    async close() {
      wakeAll();
    },
  };

  function takeFree(): Entry<T> | undefined {
    const now = Date.now();
    for (const entry of entries) {
      if (entry.freeAt > now) continue;
      entry.attempts += 1;
      entry.freeAt = now + abandonedAfterMs;
      return entry;
    }
    return undefined;
  }

  function delivery(entry: Entry<T>): Delivery<T> {
    const attempt = entry.attempts;
    const isOurs = () => entries.has(entry) && entry.attempts === attempt;
    return {
      item: entry.item,
      attempt,
      async ack() {
        if (entries.delete(entry)) held -= entry.bytes;
      },
      async renew() {
        if (isOurs()) entry.freeAt = Date.now() + abandonedAfterMs;
      },
      async release(wasBegun) {
        if (!isOurs()) return;
        entry.freeAt = 0;
        if (!wasBegun) entry.attempts -= 1;
        wakeAll();
      },
    };
  }

  function wakeAll(): void {
    for (const wake of waiting) wake();
  }

  /** Resolves at a push or a release, when the next item counts as abandoned, or with the signal. */
  function change(signal: AbortSignal): Promise<void> {
    const soonest = Math.min(...[...entries].map(({ freeAt }) => freeAt), Date.now() + 60_000);
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(1, soonest - Date.now()));
      waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

/** The number of characters in all texts of a value. */
function textIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + textIn(part), 0);
}
