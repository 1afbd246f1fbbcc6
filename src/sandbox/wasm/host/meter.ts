import type { Account } from '../thread/account.ts';

/** What a thread's step has taken so far, in milliseconds. */
export interface Taken {
  readonly wallMs: number;
  /** The part of it in which the thread waited for a processor; null where the system does not count it. */
  readonly stalledMs: number | null;
  readonly cpuMs: number | null;
}

/** Measures from now on. A thread that has no account yet (`read` gives null) is one that is not started. */
export function createMeter(read: () => Account | null): () => Taken {
  const before = read() ?? { ranMs: 0, waitedMs: 0 };
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
