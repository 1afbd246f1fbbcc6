import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { eventually } from '../support/engine.ts';
import { describePage } from '../support/page.ts';
import { spawnEngine, type EngineProcess } from '../support/process.ts';
import { dataFolder, wasmSandbox } from '../support/wasm-sandbox.ts';

describe('served by npm start', () => {
  let DATA_DIR: string;
  let engine: EngineProcess;
  beforeAll(async () => {
    await (await wasmSandbox()).close();
    DATA_DIR = await dataFolder();
    engine = await spawnEngine({ DATA_DIR, LANES: '2', LIMIT_TIME_MS: '4000' });
    await eventually(async () => (await fetch(`${engine.url}/healthz`).catch(() => undefined))?.status === 200);
  });
  afterAll(async () => {
    engine.kill('SIGKILL');
    await engine.exited;
    await rm(DATA_DIR, { recursive: true });
  });

  describePage(() => engine.url);
});
