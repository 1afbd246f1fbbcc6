import type { Redis } from 'ioredis';

/** Notifies followers that a story has changed. A hint may be lost, so followers also read the story at intervals. */
export interface Hints {
  listen(key: string): Hint;
  close(): Promise<void>;
}

export interface Hint {
  /** Resolves at the next hint, after `ms`, or when the signal aborts; it never rejects. */
  next(ms: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** One subscribed connection for all followers of this process; one subscription for all followers of a story. */
export function createHints(subscriber: Redis): Hints {
  const listeners = new Map<string, Set<() => void>>();
  const wake = (key: string) => listeners.get(key)?.forEach((listener) => listener());
  const wakeAll = () => [...listeners.keys()].forEach(wake);
  subscriber.on('message', wake);
  subscriber.on('ready', wakeAll);

  return {
    listen(key) {
      let resolve = () => {};
      const listener = () => resolve();
      add(key, listener);
      return {
        next(ms, signal) {
          return new Promise((done) => {
            const finish = () => {
              clearTimeout(timer);
              signal.removeEventListener('abort', finish);
              done();
            };
            const timer = setTimeout(finish, ms);
            signal.addEventListener('abort', finish);
            resolve = finish;
            if (signal.aborted) finish();
          });
        },
        close() {
          resolve();
          remove(key, listener);
        },
      };
    },

    async close() {
      subscriber.off('message', wake);
      subscriber.off('ready', wakeAll);
    },
  };

  function add(key: string, listener: () => void): void {
    const known = listeners.get(key);
    if (known) known.add(listener);
    else {
      listeners.set(key, new Set([listener]));
      subscriber.subscribe(key).catch(() => {}); // no connection: followers read the story every 500 ms
    }
  }

  function remove(key: string, listener: () => void): void {
    const known = listeners.get(key);
    if (!known?.delete(listener) || known.size > 0) return;
    listeners.delete(key);
    subscriber.unsubscribe(key).catch(() => {}); // no connection, so no subscription
  }
}
