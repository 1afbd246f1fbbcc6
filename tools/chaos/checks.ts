import { containersOf, docker, lines, sandboxesOf } from './failures.ts';
import { untilTrue } from '../gauge.ts';
import type { Stack } from '../stack.ts';
import type { Observer } from './observer.ts';

type Ending = Pick<NonNullable<Observer['record']>, 'status' | 'stdout'>;

/** The resident bytes of each service; of the largest process if a service has several containers. */
export type Memory = Readonly<Record<string, number>>;

/** How long a record may take to reach the history: longer than until an abandoned record is delivered again. */
const HISTORY_MS = 90_000;
const QUIET_MS = 60_000;
/** The warm sandboxes: `WARM` for each of two languages. */
const WARM = 4;

/**
 * Checks that each submission is in PostgreSQL, with the end that its observer received. Resolves with the violations.
 */
export async function missingFromHistory(stack: Stack, observed: readonly Observer[]): Promise<string[]> {
  const wanted = new Map(observed.flatMap(({ id, record }) => (id && record ? [[id, record] as const] : [])));
  let missing: string[] = [];
  await untilTrue(async () => {
    missing = await history(stack, [...wanted.keys()]).then(differing, (error: Error) => [
      `no history: ${error.message}`,
    ]);
    return missing.length === 0;
  }, HISTORY_MS);
  return missing;

  function differing(kept: ReadonlyMap<string, Ending>): string[] {
    const isKept = ([id, record]: [string, Ending]) =>
      kept.get(id)?.status === record.status && kept.get(id)?.stdout === record.stdout;
    return [...wanted].filter((entry) => !isKept(entry)).map(([id]) => `${id} is not in the history as it ended`);
  }
}

/** The records with these ids. PostgreSQL's JSON functions refuse NUL characters, so the text is parsed here. */
async function history(stack: Stack, ids: readonly string[]): Promise<Map<string, Ending>> {
  const query = `SELECT id, convert_from(record, 'UTF8') FROM submissions WHERE id = ANY('{${ids.join()}}')`;
  const rows = await stack.compose('exec', '-T', 'postgres', 'psql', '-U', 'codeengine', '-tAF', ' ', '-c', query);
  return new Map(lines(rows).map((row) => [row.slice(0, 36), JSON.parse(row.slice(37)) as Ending]));
}

/**
 * Checks that only the warm sandboxes exist, and both queues are empty, when nothing runs. Resolves with the
 * violations.
 */
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
