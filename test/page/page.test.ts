import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSite, launch } from './visitor.ts';
import { allEvents, submitted } from '../support/engine.ts';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { CHROMIUM, chromiumIsHere, missing } from '../support/left-out.ts';
import { describePage, PAGE_AT_LENGTH } from '../support/page.ts';

const COUNT = 'import time\nfor n in range(9):\n    print(n, flush=True)\n    time.sleep(0.25)';
const COUNTED = Array.from({ length: 9 }, (_, n) => `${n}\n`).join('');

describe('served by npm start', () => {
  const engine = embeddedEngine({ LIMIT_COMPILE_MS: '30000', LIMIT_TIME_MS: '15000' });
  // the first start loads Python, which is not part of the page's time
  beforeAll(async () => void (await allEvents(engine.url, await submitted(engine.url, 'pass'))));

  describePage(() => engine.url, PAGE_AT_LENGTH); // test/embedded has the rest

  describe.skipIf(missing(chromiumIsHere(), 'the page over a restart', `there is no ${CHROMIUM}`))('a restart', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser?.close());

    it('shows a run from its new beginning after the engine was killed', async () => {
      const { page, write, press, reads, sees, output } = await createSite(
        () => browser,
        () => engine.url,
      ).open();
      await write('python', COUNT);
      await press();
      await reads('4\n');
      const port = new URL(engine.url).port;
      engine.process.kill('SIGKILL');
      await engine.process.exited;
      await sees('Connection lost, trying again');
      await engine.start({ PORT: port, LANGUAGES: 'python' }); // the others would only be loaded
      await allEvents(engine.url, String(await page.evaluate('shown.id')));
      await sees('Completed');
      expect(await output()).toBe(COUNTED);
    }, 300_000);
  });
});
