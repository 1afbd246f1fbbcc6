// npm run doctor: runs hostile and ordinary programs against a live engine, and says whether each ends as it must.
import { parseArgs } from 'node:util';
import { classes } from './cases/all.ts';
import { targetOf } from './cases/case.ts';
import { keepBusy } from '../busy.ts';
import { createClient } from '../client.ts';
import { examine } from './examine.ts';
import { reportOf, type Report } from './report.ts';

const HELP = `npm run doctor -- [--url http://localhost] [--only class] [--at-once 2] [--patience 1] [--beside 0] [--json]

Runs hostile and ordinary programs against a live engine through its public API, and says of each whether it ended as
it must. What applies follows from the engine's own answer to GET /languages. It takes a few minutes.

  --url       where the engine is                          http://localhost
  --only      a class of cases; may be given several times: ${Object.keys(classes).join(', ')}
  --at-once   how many programs run at once                2
  --patience  on a slow machine: how many times longer than expected anything may take   1
  --beside    busy containers that run meanwhile, where Docker is on this machine: no verdict may change   0
  --json      the whole report as JSON on stdout

Exit code: 0 when every case is as it must be, 1 when one is not, 2 when the engine cannot be reached.`;

const options = {
  url: { type: 'string', default: 'http://localhost' },
  only: { type: 'string', multiple: true },
  'at-once': { type: 'string', default: '2' },
  patience: { type: 'string', default: '1' },
  beside: { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) return print(HELP, 0);
  const unknown = values.only?.find((name) => !(name in classes));
  if (unknown !== undefined)
    return print(`There is no class ${unknown}; there is ${Object.keys(classes).join(', ')}.`, 2);
  const patience = Number(values.patience);
  if (!(patience >= 1)) return print('--patience is a number from 1: how many times longer anything may take.', 2);
  const beside = Number(values.beside);
  if (!Number.isInteger(beside) || beside < 0) return print('--beside is a number of containers.', 2);
  const client = createClient(values.url.replace(/\/+$/, ''));
  let languages;
  try {
    languages = await client.languages();
  } catch (error) {
    return print(`There is no engine at ${values.url}: ${causeOf(error)}`, 2);
  }
  const quiet = values.json || !process.stderr.isTTY;
  const progress = (done: number, all: number) => quiet || process.stderr.write(`\r  ${done} of ${all} `);
  const quietAgain = await keepBusy(beside);
  process.once('SIGINT', () => void quietAgain().finally(() => process.exit(130)));
  const report: Report = await examine(client, targetOf(languages, patience), {
    only: values.only ?? Object.keys(classes),
    atOnce: Math.max(1, Number(values['at-once']) || 1),
    progress,
  }).finally(quietAgain);
  if (!quiet) process.stderr.write('\r\x1b[K');
  return print(
    values.json ? JSON.stringify(report, null, 2) : reportOf(report, languages),
    report.missed === 0 ? 0 : 1,
  );
}

function print(text: string, exitCode: number): number {
  process.stdout.write(`${text}\n`);
  return exitCode;
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message || (cause as NodeJS.ErrnoException).code})` : message;
}
