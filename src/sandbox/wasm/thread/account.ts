import { openSync, readSync } from 'node:fs';

/**
 * Linux's account of the thread that opens this file. Whoever reads the descriptor later sees the account of that
 * thread.
 */
export const ACCOUNT = '/proc/thread-self/schedstat';

/** The processor time of a thread, in milliseconds. */
export interface Account {
  readonly ranMs: number;
  /** How long the thread was ready to run while no processor was free. */
  readonly waitedMs: number;
}

/** A descriptor of this thread's own account, which is closed with the thread; null where the system has none. */
export function openAccount(): number | null {
  try {
    return openSync(ACCOUNT, 'r');
  } catch {
    return null;
  }
}

/** The account so far of the thread that opened the descriptor; null where the system does not count it. */
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
