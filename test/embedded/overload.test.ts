import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { eventually, submit } from '../support/engine.ts';
import { describeOverload } from '../support/overload.ts';
import { spawnEngine, type EngineProcess } from '../support/process.ts';
import { dataFolder } from '../support/wasm-sandbox.ts';

describe('with nothing but Node', () => {
  let DATA_DIR: string;
  let engine: EngineProcess;
  beforeAll(async () => {
    DATA_DIR = await dataFolder();
    engine = await spawnEngine({ DATA_DIR, LANES: '2', LIMIT_TIME_MS: '4000', QUEUE_MAX: '40' });
    await eventually(async () => (await fetch(`${engine.url}/healthz`).catch(() => undefined))?.status === 200);
    await submit(engine.url, { language: 'c', code: 'int main(void) { return 0; }' }, { query: '?wait=true' });
  });
  afterAll(async () => {
    engine.kill('SIGKILL');
    await engine.exited;
    await rm(DATA_DIR, { recursive: true });
  });

  describeOverload(() => engine.url);
});
