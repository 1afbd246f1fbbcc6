import { openSync, readSync } from 'node:fs';

/** Linux's account of a thread. The name is resolved when it is opened: whoever reads it later sees that thread's. */
export const ACCOUNT = '/proc/thread-self/schedstat';

/** A descriptor of this thread's own account, which is closed with the thread; null where there is none. */
export function openCpuTime(): number | null {
  try {
    return openSync(ACCOUNT, 'r');
  } catch {
    return null;
  }
}

/** The processor time of that thread so far, in milliseconds; null where nobody can tell. */
export function readCpuMs(account: number | null): number | null {
  if (account === null) return null;
  const text = Buffer.alloc(64);
  try {
    const [ns] = text.toString('latin1', 0, readSync(account, text, 0, text.length, 0)).split(' ');
    return ns ? Number(ns) / 1e6 : null;
  } catch {
    return null;
  }
}
