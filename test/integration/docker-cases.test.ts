import { describe } from 'vitest';
import { caseLimits, describeCases } from '../contract/cases.ts';
import { OWN_LANGUAGES, readLanguages } from '../../src/languages.ts';
import { dockerSandbox } from '../../tools/docker-sandbox.ts';
import { allLanguages } from '../../tools/programs.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

/** Languages in which a cell can make a difference: compiled ones, and those that size their heap by the cgroup. */
const some = readLanguages([OWN_LANGUAGES], ['c', 'javascript']);

describe.skipIf(missing(dockerIsHere(), 'programs in containers', 'Docker is not here'))('with Docker', () => {
  describeCases('a container', 'docker', async () => dockerSandbox({ languages: allLanguages, limits: caseLimits }));
  const inCells = { languages: some, limits: caseLimits, reuse: 'cell' } as const;
  describeCases('a cell', 'docker', async () => dockerSandbox(inCells), some.all());
});
