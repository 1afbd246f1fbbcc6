/** Processor time may be up a little later than this says: a thread is looked at now and then. */
const LOOK_MS = 20;

/**
 * Resolves when `ended` does or the signal is aborted, with nothing; or when a time is up, with which. One thread uses no
 * more processor time than time passes, so it is looked at when it can be up at the earliest. Where the system does not
 * tell what it used (`usedMs` is null), the time that passes counts.
 */
export async function untilOver(
  ended: Promise<unknown>,
  { timeMs, cpuMs, usedMs }: { timeMs: number; cpuMs: number; usedMs: () => number | null },
  signal: AbortSignal,
): Promise<'time' | 'cpu' | undefined> {
  if (signal.aborted) return undefined;
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  const over = new Promise<'time' | 'cpu' | undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop);
    const look = () => {
      const passed = performance.now() - started;
      const used = usedMs() ?? passed;
      if (used >= cpuMs && cpuMs < timeMs) return resolve('cpu');
      if (passed >= timeMs) return resolve('time');
      timer = setTimeout(look, Math.min(timeMs - passed, Math.max(cpuMs - used, LOOK_MS)));
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
