import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { compileAgent } from '../support/agent.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';
import { describeFrames } from './agent-frames.ts';
import { describeOutput } from './agent-output.ts';
import { describePhases } from './agent-phases.ts';
import { BROKEN, describeSupervisor } from './agent-supervisor.ts';

const NO_DOCKER = missing(dockerIsHere(), 'the guest agent', 'Docker is not here');

/** Each test has containers of its own, to start which takes most of its time. */
describe.skipIf(NO_DOCKER)('compiled with warnings as errors and sanitizers', { concurrent: true }, () => {
  let built: string;
  beforeAll(async () => {
    built = await mkdtemp(join(tmpdir(), 'agent-'));
    await compileAgent(built, { broken: BROKEN });
  });
  afterAll(() => rm(built, { recursive: true }));

  describePhases(() => built);
  describeOutput(() => built);
  describeFrames(() => built);
  describeSupervisor(() => built);
});
