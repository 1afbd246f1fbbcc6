// npm run doctor: runs hostile and ordinary programs on a live engine, and reports which do not end as they must.
import { CannotRun, engineAt, numberFrom, print, runCommand } from '../command.ts';
import { classes } from './cases/all.ts';
import { targetOf } from './cases/case.ts';
import { keepBusy } from '../busy.ts';
import { examine } from './examine.ts';
import { reportOf } from './report.ts';

const HELP = `npm run doctor -- [--url http://localhost] [--only class] [--at-once 2] [--patience 1] [--beside 0] [--json]

Runs hostile and ordinary programs on a live engine through its public API, and reports which do not end as they must.
The expectations follow from the engine's answer to GET /languages. Takes a few minutes.

  --url       address of the engine                        http://localhost
  --only      a class of cases; may be given several times: ${Object.keys(classes).join(', ')}
  --at-once   how many programs run at once                2
  --patience  for a slow machine: how many times longer than expected a program may take   1
  --beside    busy containers to run meanwhile with this machine's Docker; no result may change   0
  --json      the whole report as JSON on stdout

Exit code: 0 when every case is as it must be, 1 when one is not, 2 when the engine cannot be reached.`;

const options = {
  url: { type: 'string', default: 'http://localhost' },
  only: { type: 'string', multiple: true },
  'at-once': { type: 'string', default: '2' },
  patience: { type: 'string', default: '1' },
  beside: { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
} as const;

process.exitCode = await runCommand({ help: HELP, options }, async (values) => {
  const unknown = values.only?.find((name) => !(name in classes));
  if (unknown !== undefined)
    throw new CannotRun(`There is no class ${unknown}. The classes are ${Object.keys(classes).join(', ')}.`);
  const [patience, atOnce] = [numberFrom('patience', values.patience, 1), numberFrom('at-once', values['at-once'], 1)];
  const beside = numberFrom('beside', values.beside, 0);
  const { client, languages } = await engineAt(values.url);
  const quiet = values.json || !process.stderr.isTTY;
  const progress = (done: number, all: number) => quiet || process.stderr.write(`\r  ${done} of ${all} `);
  const only = values.only ?? Object.keys(classes);
  const quietAgain = await keepBusy(beside);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void quietAgain().finally(() => process.exit(2)));
  const target = targetOf(languages, patience);
  const report = await examine(client, target, { only, atOnce, progress }).finally(quietAgain);
  if (!quiet) process.stderr.write('\r\x1b[K');
  return print(
    values.json ? JSON.stringify(report, null, 2) : reportOf(report, languages),
    report.missed === 0 ? 0 : 1,
  );
});
