import { classes } from './cases/all.ts';
import type { Case, Target } from './cases/case.ts';
import type { Client, Program, Ran } from '../client.ts';
import type { Examined, Report } from './report.ts';
import { endOf, missesOf, type Miss } from './findings.ts';

/** Classes that run after the others. */
const LAST = 'afterwards';

/** Runs the cases of the classes `only`, `atOnce` at a time; resolves with the results of all. */
export async function examine(
  client: Client,
  at: Target,
  options: { only: readonly string[]; atOnce: number; progress?: (done: number, all: number) => void },
): Promise<Report> {
  const started = performance.now();
  const wanted = Object.entries(classes).filter(([name]) => options.only.includes(name));
  const all = wanted.flatMap(([of, casesOf]) => casesOf(at).map((one) => ({ of, one })));
  const cases = all.filter(({ one }) => at.languages.includes(one.language));
  const notOffered = new Set(all.map(({ one }) => one.language).filter((id) => !at.languages.includes(id)));
  const examined: Examined[] = [];
  await inLanes(cases.filter(({ of }) => of !== LAST));
  await inLanes(cases.filter(({ of }) => of === LAST));
  const missed = examined.filter(({ misses }) => misses.length > 0).length;
  const order = (row: Examined) => cases.findIndex(({ of, one }) => of === row.class && one.does === row.does);
  return {
    url: client.url,
    sandbox: at.wasm ? 'wasm' : 'docker',
    target: at,
    cases: examined.sort((a, b) => order(a) - order(b)),
    leftOut: [...notOffered].map((language) => ({
      language,
      cases: all.filter(({ one }) => one.language === language).length,
    })),
    missed,
    seconds: Math.round((performance.now() - started) / 1000),
  };

  async function inLanes(rows: typeof cases): Promise<void> {
    const left = rows.values();
    const lane = async () => {
      for (const { of, one } of left) {
        examined.push(await examineOne(client, at, of, one));
        options.progress?.(examined.length, cases.length);
      }
    };
    await Promise.all(Array.from({ length: options.atOnce }, lane));
  }
}

async function examineOne(client: Client, at: Target, of: string, one: Case): Promise<Examined> {
  const about = { class: of, does: one.does, language: one.language };
  try {
    const { ran, misses } = await perform(client, at, one);
    const { submission_id: id, execution_time_ms: ms } = ran.record;
    return { ...about, id, ended: endOf(ran.record), ms, misses };
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    return { ...about, id: null, ended: null, ms: null, misses: [{ what: 'it runs', expected: 'to its end', seen }] };
  }
}

async function perform(client: Client, at: Target, one: Case): Promise<{ ran: Ran; misses: Miss[] }> {
  const { language, code, input, timeMs } = one;
  const limits = timeMs !== undefined && { limits: { time_ms: timeMs } };
  const program: Program = { language, code, ...(input !== undefined && { input }), ...limits };
  if (one.after !== undefined) await client.run({ language, code: one.after });
  if (one.beside !== undefined) return besideAnother(client, at, one, program, one.beside);
  const ran = await client.run(program);
  const misses = missesOf(one.see, ran, at);
  if (one.twiceDifferent) misses.push(...sameLines(ran, await client.run(program)));
  return { ran, misses };
}

/** Runs the program while another one runs, which must not be disturbed. */
async function besideAnother(client: Client, at: Target, { see, language }: Case, program: Program, code: string) {
  let other: Promise<Ran> | undefined;
  await new Promise<void>((resolve, reject) => {
    other = client.run({ language, code }, resolve);
    other.catch(reject);
  });
  const ran = await client.run(program);
  const undisturbed = missesOf({ ends: 'completed', stdout: 'undisturbed\n' }, await other!, at);
  return {
    ran,
    misses: [...missesOf(see, ran, at), ...undisturbed.map((miss) => ({ ...miss, what: `beside it, ${miss.what}` }))],
  };
}

/** A miss for each line that both runs have in the same place. */
function sameLines(one: Ran, two: Ran): Miss[] {
  const lines = (one.record.stdout ?? '').trim().split('\n');
  const others = (two.record.stdout ?? '').trim().split('\n');
  const same = lines.filter((line, n) => line === others[n]);
  return same.map((line) => ({ what: 'a second run', expected: 'something else', seen: line }));
}
