import { describe } from 'vitest';
import { describeDialogues } from '../contract/dialogue.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';
import { allLanguages } from '../../tools/programs.ts';
import { dockerSandbox, limits } from '../../tools/docker-sandbox.ts';

describe.skipIf(missing(dockerIsHere(), 'dialogues in Docker', 'Docker is not here'))('with Docker', () => {
  describeDialogues('docker', async (own) => dockerSandbox({ languages: allLanguages, limits: { ...limits, ...own } }));
});
