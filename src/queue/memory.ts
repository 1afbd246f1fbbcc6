import { queueFull, type Delivery, type Queue } from './queue.ts';

interface Entry<T> {
  readonly item: T;
  attempts: number;
  /** When an unacknowledged item may be handed out again, in ms since the epoch; 0 at first. */
  freeAt: number;
}

/** A queue in this process. An item not acknowledged within `abandonedAfterMs` is handed out again. */
export function createMemoryQueue<T>(options: { max: number; abandonedAfterMs: number }): Queue<T> {
  const entries = new Set<Entry<T>>();
  const waiting = new Set<() => void>();

  return {
    async push(item) {
      if (entries.size >= options.max) throw queueFull(options.max);
      entries.add({ item, attempts: 0, freeAt: 0 });
      for (const wake of waiting) wake();
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
      for (const wake of waiting) wake();
    },
  };

  function takeFree(): Entry<T> | undefined {
    const now = Date.now();
    for (const entry of entries) {
      if (entry.freeAt > now) continue;
      entry.attempts += 1;
      entry.freeAt = now + options.abandonedAfterMs;
      return entry;
    }
    return undefined;
  }

  function delivery(entry: Entry<T>): Delivery<T> {
    return { item: entry.item, attempt: entry.attempts, ack: async () => void entries.delete(entry) };
  }

  /** Waits for a push, for the next item to be abandoned, or for the signal. */
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
