import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after `ms`, or as soon as the signal aborts. Never rejects. With `ref: false` a pause keeps no process alive. */
export async function pause(ms: number, signal: AbortSignal, { ref = true } = {}): Promise<void> {
  await sleep(ms, undefined, { signal, ref }).catch(() => {}); // aborted
}
