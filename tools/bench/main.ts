// npm run bench: compares programs in the engine with the same programs run by hand, in turns.
import { OWN_LANGUAGES, readLanguages } from '../../src/languages.ts';
import { CannotRun, numberFrom, runCommand } from '../command.ts';
import { buildEngine } from '../process.ts';
import { benchCells } from './cells.ts';
import { benchClock } from './clock.ts';
import { benchCluster } from './cluster.ts';
import { benchDialogues } from './dialogues.ts';
import { benchEmbedded } from './embedded.ts';
import { benchLanguages } from './languages.ts';
import { benchOutput } from './output.ts';
import { GCC_IMAGE } from './peers.ts';
import { benchRepeats } from './repeats.ts';
import { benchSets } from './sets.ts';
import { benchTestsOfEach } from './tests-each.ts';
import { benchTests } from './tests.ts';

interface Group {
  readonly what: string;
  run(rounds: number): Promise<void>;
}

/** The groups, in the order in which they run. */
const GROUPS: Readonly<Record<string, Group>> = {
  cluster: { what: 'an engine with Redis, PostgreSQL and Docker: Python, C++, bursts', run: benchCluster },
  embedded: { what: 'an engine as npm start starts it', run: (rounds) => benchEmbedded(rounds, GCC_IMAGE) },
  sets: { what: 'C++ with the precompiled headers that cluster does not show, and with -O2', run: benchSets },
  tests: { what: 'tests a second, beside the same programs spawned by Node', run: benchTests },
  'tests-each': { what: 'tests a second of every language, beside a shell of its image', run: benchTestsOfEach },
  output: { what: 'bulk output of every language, beside the same written to a pipe', run: benchOutput },
  clock: {
    what: 'the time that the engine reports for a fixed amount of work, alone and beside busy containers',
    run: benchClock,
  },
  cells: { what: 'runs a second in cells, beside a container for each run', run: benchCells },
  repeats: { what: '50 requests with one source, compiled once and each time', run: benchRepeats },
  dialogues: {
    what: 'interactive programs: how soon the engine reports that they wait, and what this costs other programs',
    run: benchDialogues,
  },
  languages: { what: 'the smallest program of every language; LANGUAGES chooses some', run: benchLanguages },
};

const HELP = `npm run bench -- [--rounds 20] [--only GROUP,…]

Prints how long programs take in the engine and by hand, measured in turns. All groups take some two hours and need Docker.
To run a single group: npm run bench -- --only cluster

  --rounds   how often each program is run          20
  --only     names of groups, with commas           all groups

The groups:

${Object.entries(GROUPS)
  .map(([name, { what }]) => `  ${name.padEnd(11)} ${what}`)
  .join('\n')}`;

const options = { rounds: { type: 'string', default: '20' }, only: { type: 'string' } } as const;

process.exitCode = await runCommand({ help: HELP, options }, async (values) => {
  const rounds = numberFrom('rounds', values.rounds, 1);
  const chosen = chosenOf(values.only);
  checkLanguages(process.env['LANGUAGES']);
  await buildEngine();
  for (const group of chosen) await group.run(rounds);
  return 0;
});

function chosenOf(only: string | undefined): Group[] {
  if (only === undefined) return Object.values(GROUPS);
  return only.split(',').map((name) => {
    const group = GROUPS[name.trim()];
    if (!group) throw new CannotRun(`--only: there is no group ${name}; there are ${Object.keys(GROUPS).join(', ')}.`);
    return group;
  });
}

/** Throws CannotRun where LANGUAGES, by which some groups and the engine choose, names a language that does not exist. */
function checkLanguages(named: string | undefined): void {
  try {
    readLanguages([OWN_LANGUAGES], named?.split(','));
  } catch (error) {
    throw new CannotRun((error as Error).message);
  }
}
