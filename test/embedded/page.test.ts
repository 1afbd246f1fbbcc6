import type { Browser } from 'playwright-core';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSite, launch } from '../page/visitor.ts';
import { eventually } from '../support/engine.ts';
import { CHROMIUM, chromiumIsHere, missing } from '../support/left-out.ts';
import { describePage } from '../support/page.ts';
import { spawnEngine, type EngineProcess } from '../support/process.ts';
import { dataFolder } from '../support/wasm-sandbox.ts';

const COUNT = 'import time\nfor n in range(9):\n    print(n, flush=True)\n    time.sleep(0.25)';
const COUNTED = Array.from({ length: 9 }, (_, n) => `${n}\n`).join('');

describe('served by npm start', () => {
  let DATA_DIR: string;
  let engine: EngineProcess;
  let url: string;
  const start = async (more: Record<string, string> = {}) => {
    engine = await spawnEngine({ DATA_DIR, LANES: '2', LIMIT_TIME_MS: '4000', LIMIT_COMPILE_MS: '30000', ...more });
    url ??= engine.url;
    await eventually(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200);
  };
  beforeAll(async () => {
    DATA_DIR = await dataFolder();
    await start();
  });
  afterAll(async () => {
    engine.kill('SIGKILL');
    await engine.exited;
    await rm(DATA_DIR, { recursive: true });
  });

  describePage(() => url);

  describe.skipIf(missing(chromiumIsHere(), 'the page over a restart', `there is no ${CHROMIUM}`))('a restart', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser?.close());

    it('shows a run from its new beginning when the engine was killed in the middle', async () => {
      const { write, press, reads, sees, output } = await createSite(
        () => browser,
        () => url,
      ).open();
      await write('python', COUNT);
      await press();
      await reads('4\n');
      engine.kill('SIGKILL');
      await engine.exited;
      await sees('Connection lost, trying again');
      await start({ PORT: new URL(url).port });
      await sees('Completed');
      expect(await output()).toBe(COUNTED);
    });
  });
});
