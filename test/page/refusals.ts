import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { submit } from '../support/engine.ts';
import type { Site } from './visitor.ts';

/** Tests of programs that the engine, or the gateway before it, refuses. */
export function describeRefusals(site: Site): void {
  describe('when a program is refused', () => {
    it('counts down until the limit allows it, and then submits by itself', async () => {
      const { page, write, press, sees, output } = await site.open();
      await write('python', 'print("in the end")');
      const another = () => submit(site.url, { language: 'python' }); // counts as a submission, and runs nothing
      const limited = await Promise.all(Array.from({ length: 12 }, another));
      const isReal = limited.some(({ status }) => status === 429); // only the gateway has a limit
      if (!isReal) await answerOnce(page, 429, 'Too many submissions from your address.');
      const others = isReal ? setInterval(another, 50) : undefined; // these use up the limit again
      await press();
      await sees('Trying again in');
      clearInterval(others);
      expect(await page.locator('#sentence').textContent()).toContain('Too many submissions from your address');
      await sees('Completed');
      expect(await output()).toBe('in the end\n');
    });

    it('says how large a program may be', async () => {
      const { page, write, press, sees } = await site.open();
      await write('python', `x = "${'0123456789\\n'.repeat(25_000)}"`);
      await press();
      await sees('Not run');
      const sentence = (await page.locator('#sentence').textContent())!;
      expect(sentence).toMatch(/code has \d+ bytes, and may have 262144/);
      expect(sentence).toContain('let it read its data from the input');
      expect(await page.locator('#run[data-does=run]').isEnabled()).toBe(true);
    });
  });
}

/** The same, whoever answers: these answers come from the test. */
export function describeCountdown(site: Site): void {
  describe('when the answer is to come back later', () => {
    it('waits for a place when the queue is full, unless it is stopped', async () => {
      const { page, write, press, sees } = await site.open();
      await write('python', 'print(1)');
      await answerOnce(page, 503, 'The queue is full.');
      await press();
      await sees('Trying again in 2 s');
      expect(await page.locator('#sentence').textContent()).toBe('The queue is full.');
      await press();
      await sees('Stopped');
      expect(await page.locator('#sentence').textContent()).toBe('Stopped before it was submitted.');
    });

    it.each([
      [0, 2],
      [0.999, 4],
    ])('spreads the retries of several pages over the announced time: %f', async (chance, seconds) => {
      const before = (page: Page) => page.addInitScript(`Math.random = () => ${chance}`);
      const { page, write, press, sees } = await site.open({ before });
      await write('python', 'print(1)');
      await answerOnce(page, 429, 'Too many submissions.');
      const first = page.evaluate(FIRST_COUNT);
      await press();
      expect(await first).toBe(`Trying again in ${seconds} s`);
      await press();
      await sees('Stopped');
    });
  });
}

/** The number of seconds at which the countdown starts. */
const FIRST_COUNT = `new Promise((resolve) => {
  const headline = document.getElementById('headline');
  new MutationObserver(() => /again/.test(headline.textContent) && resolve(headline.textContent)).observe(headline, {
    childList: true,
  });
})`;

async function answerOnce(page: Page, status: number, error: string): Promise<void> {
  const answer = { status, headers: { 'retry-after': '2' }, json: { error, code: 'unavailable' } };
  await page.route('**/submit', (route) => route.fulfill(answer), { times: 1 });
}
