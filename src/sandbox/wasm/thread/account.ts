import { openSync, readSync } from 'node:fs';

/** Linux's account of a thread. The name is resolved when it is opened: whoever reads it later sees that thread's. */
export const ACCOUNT = '/proc/thread-self/schedstat';

/** What a thread has had of processors, in milliseconds. */
export interface Account {
  readonly ranMs: number;
  /** It was ready to run, and no processor was free for it. */
  readonly waitedMs: number;
}

/** A descriptor of this thread's own account, which is closed with the thread; null where there is none. */
export function openAccount(): number | null {
  try {
    return openSync(ACCOUNT, 'r');
  } catch {
    return null;
  }
}

/** That thread's account so far; null where the system does not count it. */
export function readAccount(descriptor: number | null): Account | null {
  if (descriptor === null) return null;
  const text = Buffer.alloc(64);
  try {
    const [ran, waited] = text.toString('latin1', 0, readSync(descriptor, text, 0, text.length, 0)).split(' ');
    return ran && waited ? { ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 } : null;
  } catch {
    return null;
  }
}
