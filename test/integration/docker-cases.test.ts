import { describe } from 'vitest';
import { caseLimits, describeCases } from '../contract/cases.ts';
import { dockerSandbox } from '../../tools/docker-sandbox.ts';
import { allLanguages } from '../../tools/programs.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

describe.skipIf(missing(dockerIsHere(), 'programs in containers', 'Docker is not here'))('with Docker', () => {
  describeCases('a container', 'docker', async () => dockerSandbox({ languages: allLanguages, limits: caseLimits }));
});
