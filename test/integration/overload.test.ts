import { afterAll, beforeAll, describe, inject } from 'vitest';
import { eventually } from '../support/engine.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';
import { describeOverload } from '../support/overload.ts';
import { spawnEngine, type EngineProcess } from '../../tools/process.ts';

const [REDIS_URL, DATABASE_URL] = [inject('redisUrl'), inject('databaseUrl')];

describe.skipIf(missing(dockerIsHere(), 'overload on Redis and Docker', 'Docker is not here'))(
  'on Redis and Docker',
  () => {
    let engine: EngineProcess;
    beforeAll(async () => {
      const settings = { MODE: 'cluster', LANES: '2', QUEUE_MAX: '40', LANGUAGES: 'python' };
      engine = await spawnEngine({ ...settings, REDIS_URL, DATABASE_URL });
      await eventually(async () => (await fetch(`${engine.url}/readyz`).catch(() => undefined))?.status === 200);
    });
    afterAll(async () => {
      engine.kill('SIGTERM');
      await engine.exited;
    });

    describeOverload(() => engine.url);
  },
);
