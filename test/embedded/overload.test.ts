import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flood } from '../../proof/flood.ts';
import { manyStreams, slowReaders } from '../../proof/readers.ts';
import { eventually, submit } from '../support/engine.ts';
import { spawnEngine, type EngineProcess } from '../support/process.ts';
import { dataFolder } from '../support/wasm-sandbox.ts';

/** Three times what the program itself asks for, on a machine that others use too. */
const ANSWER_MS = 3000;

describe('an engine under more than it can do', () => {
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
  const bad = (rows: { good: boolean }[]) => rows.filter(({ good }) => !good);

  it('answers, refuses and recovers when it is offered ten times what it can run', async () => {
    expect(bad(await flood(engine.url, { seconds: 2, answerMs: ANSWER_MS }))).toEqual([]);
  }, 240_000);

  it('is not filled by readers that do not read', async () => {
    expect(bad(await slowReaders(engine.url, 40))).toEqual([]);
  }, 120_000);

  it('keeps many streams open', async () => {
    expect(bad(await manyStreams(engine.url, 300))).toEqual([]);
  }, 120_000);
});
