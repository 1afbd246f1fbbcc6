import { mostWallMs } from '../../../domain/limits.ts';
import type { Taken } from './meter.ts';

/** Processor time may be up a little later than this says: a thread is looked at now and then. */
const LOOK_MS = 20;

/** Which time is up. */
export type Over = 'time' | 'starved' | 'cpu' | 'idle' | 'session';

/** Of an interactive program: whether it waits too long or runs too long, and how long that may take still, in ms. */
export type Left = () => { readonly over: Over | undefined; readonly ms: number };

/**
 * Resolves when `ended` does or the signal is aborted, with nothing; or when a time is up, with which. Time in which the
 * thread was stalled does not count for `timeMs`. One thread uses no more processor time than time passes, so it is
 * looked at when a time can be up at the earliest. Where the system does not count it, the time that passes counts.
 */
export async function untilOver(
  ended: Promise<unknown>,
  { timeMs, cpuMs, taken, left }: { timeMs: number; cpuMs: number; taken: () => Taken; left?: Left | undefined },
  signal: AbortSignal,
): Promise<Over | undefined> {
  if (signal.aborted) return undefined;
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  const over = new Promise<Over | undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop);
    const look = () => {
      const { wallMs, stalledMs, cpuMs: usedMs } = taken();
      const cpuLeft = cpuMs - (usedMs ?? wallMs);
      const timeLeft = timeMs - (wallMs - (stalledMs ?? 0));
      const wallLeft = mostWallMs(timeMs) - wallMs;
      if (cpuLeft <= 0 && cpuMs < timeMs) return resolve('cpu');
      if (timeLeft <= 0) return resolve('time');
      if (wallLeft <= 0) return resolve('starved');
      const waits = left?.();
      if (waits?.over) return resolve(waits.over);
      const soonest = Math.min(timeLeft, wallLeft, Math.max(cpuLeft, LOOK_MS));
      timer = setTimeout(look, waits ? Math.min(Math.max(soonest, LOOK_MS), waits.ms) : soonest);
    };
    look();
  });
  try {
    return await Promise.race([ended.then(() => undefined), over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
