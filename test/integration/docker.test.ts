import { afterAll, beforeAll, describe } from 'vitest';
import type { Limits } from '../../src/domain/limits.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { allLanguages } from '../../tools/programs.ts';
import { dockerSandbox, limits as usual } from '../../tools/docker-sandbox.ts';
import { whenReady } from '../../tools/run-in.ts';
import { caseLimits, describeCases } from '../contract/cases.ts';
import { describeDialogues } from '../contract/dialogue.ts';
import { describeSandbox } from '../contract/sandbox.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';
import { within } from '../support/within.ts';
import { describeClock } from './docker-clock.ts';
import { describeFigures } from './docker-figures.ts';
import { describeHostile } from './docker-hostile.ts';
import { describePrograms } from './docker-programs.ts';
import { describeRuns } from './docker-runs.ts';

const NO_DOCKER = missing(dockerIsHere(), 'the Docker sandbox', 'Docker is not here');
/** The widest that a test has. */
const limits: Limits = { ...usual, timeMs: 40_000, compileMs: caseLimits.compileMs };

/** One sandbox for all of them, as an engine has one: to start one takes seconds. */
describe.skipIf(NO_DOCKER).each(['none', 'cell'] as const)('with Docker, where SANDBOX_REUSE is %s', (reuse) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = dockerSandbox({ reuse, languages: allLanguages, limits });
    await whenReady(sandbox, { ms: 1_800_000 });
  }, 1_800_000);
  afterAll(() => sandbox.close());
  const usually = () => within(sandbox, { timeMs: usual.timeMs });
  const patiently = () => within(sandbox, { timeMs: caseLimits.timeMs });

  describeSandbox('Docker', async () => usually());
  describeHostile(usually);
  describeRuns(usually);
  if (reuse === 'none') {
    describeFigures(usually);
    describePrograms(patiently);
    describeClock(usually);
    describeDialogues('docker', async (own) => within(sandbox, own));
    describeCases('a container', 'docker', async () => patiently(), { parts: ['others'] });
  } else {
    // after a program that has ended by itself, a cell makes a new room for a fraction of the time of a new container
    describeCases('a cell', 'docker', async () => patiently(), { parts: ['simple'] });
  }
});
