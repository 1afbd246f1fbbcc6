import type { Account } from '../thread/account.ts';

/** The time that a step has taken so far, in milliseconds. */
export interface Taken {
  readonly wallMs: number;
  /** The part of `wallMs` in which the thread waited for a processor; null where the system does not count this. */
  readonly stalledMs: number | null;
  readonly cpuMs: number | null;
}

/** Measures from now on. A thread for which `read` gives null has not started yet. */
export function createMeter(read: () => Account | null): () => Taken {
  const before = read() ?? NOTHING;
  const started = performance.now();
  return () => {
    const now = read();
    const wallMs = rounded(performance.now() - started);
    if (!now) return { wallMs, stalledMs: null, cpuMs: null };
    const stalledMs = Math.min(wallMs, rounded(now.waitedMs - before.waitedMs));
    return { wallMs, stalledMs, cpuMs: rounded(now.ranMs - before.ranMs) };
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** The accounts of threads that work one after another, as if they were one thread. */
export interface Accounts {
  read(): Account | null;
  /** Counts a thread from now on, until the returned function is called, which must be before the thread has ended. */
  add(read: () => Account | null): () => void;
}

export function createAccounts(): Accounts {
  let before: Account | null = null;
  let now = () => before;
  return {
    read: () => now(),
    add(read) {
      const [sum, first] = [before ?? NOTHING, read()];
      if (!first) return () => {};
      now = () => {
        const last = read() ?? first;
        return { ranMs: sum.ranMs + last.ranMs - first.ranMs, waitedMs: sum.waitedMs + last.waitedMs - first.waitedMs };
      };
      return () => {
        before = now();
        now = () => before;
      };
    },
  };
}

const NOTHING: Account = { ranMs: 0, waitedMs: 0 };
