// npm run bench: how the engine compares with running a program by hand, side by side in one run.
import { numberFrom, runCommand } from '../command.ts';
import { buildEngine } from '../process.ts';
import { benchCluster, GCC_IMAGE } from './cluster.ts';
import { benchEmbedded } from './embedded.ts';
import { benchLanguages } from './languages.ts';

const HELP = `npm run bench -- [--rounds 20] [--languages]

Starts an engine on Redis, PostgreSQL and Docker, then one as npm start does, and prints how long each takes beside what
it is made of, in turns. It takes half an hour; Docker must be here.

  --rounds      how often each program is run                      20
  --languages   only the table with a row for each language`;

const options = { rounds: { type: 'string', default: '20' }, languages: { type: 'boolean', default: false } } as const;

process.exitCode = await runCommand({ help: HELP, options }, async (values) => {
  const rounds = numberFrom('rounds', values.rounds, 1);
  await buildEngine();
  if (!values.languages) {
    await benchCluster(rounds);
    await benchEmbedded(rounds, GCC_IMAGE);
  }
  await benchLanguages(rounds);
  return 0;
});
