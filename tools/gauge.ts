import { setInterval } from 'node:timers/promises';

export const MIB = 1024 * 1024;
/**
 * The allowed growth of memory, for garbage that is not collected yet. Data that must not be kept would be far more.
 */
export const ROOM_BYTES = 256 * MIB;
const SAMPLE_MS = 200;

/** A line of the table: a measured value, its requirement, and whether the value meets the requirement. */
export interface Row {
  readonly trial: string;
  readonly what: string;
  readonly seen: string;
  /** Empty for a figure without a requirement. */
  readonly must: string;
  readonly good: boolean;
}

/** A value of the engine's metrics: the sum of all values with this name. */
export async function metric(url: string, name: string): Promise<number> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`${url}/metrics answered ${response.status}: the gateway does not route it`);
  const lines = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

export const memoryOf = (url: string) => metric(url, 'process_resident_memory_bytes');

/** Runs `during`, and resolves with the peak resident memory of the engine's process meanwhile, in bytes. */
export async function peakMemory<T>(url: string, during: () => Promise<T>): Promise<{ peak: number; result: T }> {
  const over = new AbortController();
  let peak = 0;
  const sampling = (async () => {
    for await (const _ of setInterval(SAMPLE_MS, undefined, { signal: over.signal })) {
      peak = Math.max(peak, await memoryOf(url));
    }
  })().catch((error) => {
    if (!over.signal.aborted) throw error;
  });
  try {
    const result = await during();
    peak = Math.max(peak, await memoryOf(url));
    return { peak, result };
  } finally {
    over.abort();
    await sampling;
  }
}

export function mib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}

/** Calls `isTrue` until it resolves with true. Resolves with the ms until then, or Infinity after `withinMs`. */
export async function untilTrue(isTrue: () => Promise<boolean>, withinMs: number): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < withinMs) {
    if (await isTrue()) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return Infinity;
}
