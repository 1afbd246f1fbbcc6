import { mostWallMs } from '../../../domain/limits.ts';
import type { Taken } from './meter.ts';

/** The shortest pause between two looks at the processor time. So a thread may use a little more than its limit. */
const LOOK_MS = 20;

/** Which limit of time was reached. */
export type Over = 'time' | 'starved' | 'cpu' | 'idle' | 'session';

/** For an interactive program: whether it has waited or run for too long, and how long it may go on, in ms. */
export type Left = () => { readonly over: Over | undefined; readonly ms: number };

/**
 * Resolves with undefined when `ended` resolves or the signal is aborted, and with the limit when one is reached. Time
 * in which the thread was stalled does not count for `timeMs`. A thread cannot use more processor time than time
 * passes, so the next look is when a limit can be reached at the earliest. Where the system does not count processor
 * time, the time that passes counts instead.
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
