import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../stack.ts';
import { createClient } from '../client.ts';
import { between, chanceFrom, failuresOf, oneOf, type Chance } from './failures.ts';
import { leftBehind, memoryOfEngine, missingFromHistory, type Memory } from './checks.ts';
import { observe, type Observer } from './observer.ts';

export interface ChaosOptions {
  readonly minutes: number;
  readonly seed: number;
  /** Submissions a second. */
  readonly rate: number;
  readonly workers: number;
  say(line: string): void;
}

const PAUSE_MS = [500, 4000] as const;
/** How long an observer waits: longer than a job takes whose worker fails three times. */
const PATIENCE_MS = 240_000;

/** Submits all the time while failures are caused, waits for all ends, and resolves with the violated guarantees. */
export async function runChaos(stack: Stack, options: ChaosOptions): Promise<{ violations: string[] }> {
  const { say } = options;
  const chance = chanceFrom(options.seed);
  const client = createClient(stack.url, PATIENCE_MS);
  await stack.compose('up', '-d', '--no-build', '--no-recreate', '--scale', `worker=${options.workers}`);
  await Promise.all(Array.from({ length: 6 }, () => observe(client, chance))); // warm
  const before = await memoryOfEngine(stack);
  say(
    `seed ${options.seed}, ${options.minutes} minutes, ${options.rate} submissions a second, ${options.workers} workers`,
  );

  const over = new AbortController();
  const submitting = keepSubmitting(options.rate, over.signal, () => observe(client, chance));
  const events = await causeFailures(stack, options, chance);
  over.abort();
  const observed = await Promise.all(await submitting);
  say(`${observed.length} submissions; all have ended`);

  const violations = observed.flatMap((seen) => seen.violations);
  violations.push(...(await missingFromHistory(stack, observed)), ...(await leftBehind(stack, options.workers)));
  const after = await memoryOfEngine(stack);
  violations.push(...grown(before, after));
  summarize(observed, events, { before, after }, say);
  for (const violation of violations) say(`VIOLATION ${violation}`);
  say(violations.length === 0 ? 'Nothing was lost, repeated or left behind.' : `${violations.length} violations.`);
  return { violations };
}

/** Causes one failure after another; resolves with their number. */
async function causeFailures(stack: Stack, { minutes, say }: ChaosOptions, chance: Chance): Promise<number> {
  const failures = failuresOf(stack);
  const started = Date.now();
  for (let count = 0; ; count++) {
    if (Date.now() - started > minutes * 60_000) return count;
    await sleep(between(PAUSE_MS, chance));
    const at = ((Date.now() - started) / 1000).toFixed(1);
    say(`  ${at.padStart(6)} s  ${await oneOf(failures, chance)(chance)}`);
  }
}

async function keepSubmitting<T>(rate: number, signal: AbortSignal, submit: () => Promise<T>): Promise<Promise<T>[]> {
  const submitted: Promise<T>[] = [];
  while (!signal.aborted) {
    submitted.push(submit());
    await sleep(1000 / rate, undefined, { signal }).catch(() => {});
  }
  return submitted;
}

function grown(before: Memory, after: Memory): string[] {
  const MIB = 1024 * 1024;
  return Object.entries(after)
    .filter(([service, bytes]) => bytes > before[service]! * 1.5 + 64 * MIB)
    .map(([service, bytes]) => `${service} grew from ${before[service]} to ${bytes} bytes`);
}

function summarize(
  observed: readonly Observer[],
  events: number,
  memory: { before: Memory; after: Memory },
  say: (line: string) => void,
): void {
  const ends = new Map<string, number>();
  for (const { record } of observed) {
    const end = record ? (record.reason ?? record.status) : 'no end';
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  const counts = [...ends].map(([end, count]) => `${end} ${count}`);
  const again = observed.filter(({ runs }) => runs > 1).length;
  say(`${events} failures; ${observed.length} submissions: ${counts.join(', ')}; ${again} started more than once`);
  const mib = (of: Memory) =>
    Object.entries(of)
      .map(([service, bytes]) => `${service} ${Math.round(bytes / 1024 / 1024)} MiB`)
      .join(', ');
  say(`memory before: ${mib(memory.before)}; after: ${mib(memory.after)}`);
}
