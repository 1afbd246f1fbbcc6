import { createHash } from 'node:crypto';
import { containersOf, docker, lines, sandboxesOf } from './disasters.ts';
import { untilTrue } from '../gauge.ts';
import type { Stack } from '../stack.ts';
import type { Observer } from './observer.ts';

/** Resident bytes, by service; of several processes of one the largest. */
export type Memory = Readonly<Record<string, number>>;

/** An abandoned record is taken again within half a minute. */
const HISTORY_MS = 90_000;
const QUIET_MS = 60_000;
/** WARM of each of two languages. */
const WARM = 4;

/** Each submission must be in PostgreSQL, once, as its follower saw it end. */
export async function missingFromHistory(stack: Stack, observed: readonly Observer[]): Promise<string[]> {
  const wanted = new Map(observed.flatMap(({ id, record }) => (id && record ? [[id, endOf(record)] as const] : [])));
  let missing: string[] = [];
  await untilTrue(async () => {
    const kept = await history(stack).catch(() => new Map<string, string>());
    missing = [...wanted].filter(([id, end]) => kept.get(id) !== end).map(([id]) => `${id} is not in the history`);
    return missing.length === 0;
  }, HISTORY_MS);
  return missing;
}

async function history(stack: Stack): Promise<Map<string, string>> {
  const query = `SELECT id || ' ' || status || ' ' || md5(convert_from(record, 'UTF8')::json ->> 'stdout') FROM submissions`;
  const rows = await stack.compose('exec', '-T', 'postgres', 'psql', '-U', 'codeengine', '-tAc', query);
  return new Map(lines(rows).map((row) => [row.slice(0, row.indexOf(' ')), row.slice(row.indexOf(' ') + 1)]));
}

function endOf({ status, stdout }: NonNullable<Observer['record']>): string {
  return `${status} ${createHash('md5')
    .update(stdout ?? '')
    .digest('hex')}`;
}

/** When nothing runs there are the warm sandboxes, and no more; and both queues are empty. */
export async function leftBehind(stack: Stack, workers: number): Promise<string[]> {
  let seen = '';
  const quiet = await untilTrue(async () => {
    const sandboxes = (await sandboxesOf(stack)).length;
    const lengths = await Promise.all(['code_queue', 'history_queue'].map((queue) => length(stack, queue)));
    seen = `${sandboxes} sandboxes of ${workers * WARM}, ${lengths.join(' and ')} in the queues`;
    return sandboxes <= workers * WARM && lengths.every((count) => count === 0);
  }, QUIET_MS);
  return quiet === Infinity ? [`left behind: ${seen}`] : [];
}

async function length(stack: Stack, queue: string): Promise<number> {
  return Number(await stack.compose('exec', '-T', 'redis', 'redis-cli', 'XLEN', queue));
}

const ASK = `fetch("http://127.0.0.1:8080/metrics").then((r) => r.text()).then((t) => console.log(/process_resident_memory_bytes (\\d+)/.exec(t)[1]))`;

export async function memoryOfEngine(stack: Stack): Promise<Memory> {
  const largest = async (service: string) => {
    const ids = await containersOf(stack, service);
    return Math.max(...(await Promise.all(ids.map(async (id) => Number(await docker('exec', id, 'node', '-e', ASK))))));
  };
  return { api: await largest('api'), worker: await largest('worker') };
}
