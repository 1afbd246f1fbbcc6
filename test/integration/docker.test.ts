import { describe } from 'vitest';
import { describeSandbox } from '../contract/sandbox.ts';
import { dockerSandbox } from '../../tools/docker-sandbox.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

describe.skipIf(missing(dockerIsHere(), 'the Docker sandbox', 'Docker is not here'))('with Docker', () => {
  describeSandbox('Docker', async () => dockerSandbox());
  describeSandbox('Docker, in cells', async () => dockerSandbox({ reuse: 'cell' }));
});
