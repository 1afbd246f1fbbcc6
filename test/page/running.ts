import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { submit } from '../support/engine.ts';
import type { Site } from './visitor.ts';

const SLOW = 'import time\nfor n in range(36):\n    print("line", n, flush=True)\n    time.sleep(0.06)\n';

/** Tests of Run, Stop, and live output. */
export function describeRunning(site: Site): void {
  describe('running', () => {
    it('shows that the run is starting while it waits for a lane', async () => {
      const { page, write, press, sees } = await site.open();
      await write('python', 'print("mine")');
      const sleepers = await Promise.all([1, 2, 3, 4].map(() => submit(site.url, { language: 'python', code: SLEEP })));
      expect(sleepers.every(({ status }) => status === 202)).toBe(true);
      await press();
      await sees('Starting');
      expect(await page.locator('#sentence').textContent()).toBe('The run waits for a free place.');
      await sees('Completed');
    });

    it.each([
      ['3000 lines at once', 'for i in range(3000): print("line", i, "x" * 60)', 'line 2999'],
      ['half a megabyte of short lines', 'print("x\\n" * 260000, "end")', 'end'],
    ])('shows the end of %s', async (_what, code, last) => {
      const { page, run, output } = await site.open();
      await run('python', code);
      expect(await output()).toContain(last);
      await isAtEnd(page);
      expect(await page.locator('#follow').isVisible()).toBe(false);
      await page.click('#wrap');
      await isAtEnd(page);
    });

    it('follows the output until the user scrolls up, and again at the end', async () => {
      const { page, write, press, reads, sees } = await site.open({ viewport: { width: 1280, height: 500 } });
      await write('python', SLOW);
      await press();
      await reads('line 20');
      await isAtEnd(page);
      await sees('Completed');
      await isAtEnd(page);
      const more = () => page.evaluate('output.add({ stream: "stdout", text: "and more\\n" })');
      for (const goUp of [() => page.mouse.wheel(0, -200), () => page.keyboard.press('PageUp')]) {
        await page.locator('#output').hover();
        await page.locator('#output').focus();
        const end = await scrollTop(page);
        await goUp();
        await page.waitForFunction((from) => document.getElementById('output').scrollTop < from, end);
        await more();
        await page.locator('#follow').waitFor();
        expect(await scrollTop(page)).toBeLessThan(end);
        await page.click('#follow');
        await isAtEnd(page);
        await more();
        await isAtEnd(page);
      }
    });

    it('goes to the end when the user asks for it during a smooth scroll, and stays there', async () => {
      const { page, run } = await site.open({
        viewport: { width: 1280, height: 500 },
        reducedMotion: 'no-preference',
      });
      await run('python', 'for n in range(99): print("line", n)');
      for (const askForEnd of ['follow.click()', 'output.dispatchEvent(end)']) {
        await isAtEnd(page);
        await page.locator('#output').focus();
        const settled = page.evaluate(`new Promise((resolve) => {
          const [output, follow] = [document.getElementById('output'), document.getElementById('follow')];
          const end = new KeyboardEvent('keydown', { key: 'End', cancelable: true });
          output.addEventListener('scroll', () => requestAnimationFrame(() => ${askForEnd}), { once: true });
          output.addEventListener('scrollend', () => setTimeout(resolve, 500));
        })`);
        await page.keyboard.press('PageUp');
        await settled;
        await isAtEnd(page);
      }
    });

    it('keeps the position that the user scrolled to in a flood of output', async () => {
      const { page, write, press, reads, sees } = await site.open();
      await write('python', FLOOD);
      await press();
      await reads('20 x');
      await page.locator('#output').focus();
      await page.keyboard.press('Home');
      await page.waitForFunction(() => document.getElementById('output').scrollTop === 0);
      await sees('Completed');
      expect(await scrollTop(page)).toBe(0);
      await page.keyboard.press('End');
      await isAtEnd(page);
    });

    it('copies, downloads, wraps and clears the output', async () => {
      const { page, run, output } = await site.open();
      await run('python', 'print("\\033[32mgreen\\033[0m " + "long " * 200)');
      const text = `green ${'long '.repeat(200)}\n`;
      await page.click('#copy');
      await page.locator('#notice', { hasText: 'Output copied.' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(text);
      const download = page.waitForEvent('download');
      await page.click('#download');
      expect(await readFile(await (await download).path(), 'utf8')).toBe(
        `\u001b[32mgreen\u001b[0m ${'long '.repeat(200)}\n`,
      );
      expect((await download).suggestedFilename()).toBe('output.txt');
      const isWide = () => page.locator('#output').evaluate((one) => one.scrollWidth > one.clientWidth);
      expect(await isWide()).toBe(false);
      await page.click('#wrap');
      expect(await isWide()).toBe(true);
      await page.click('#clear');
      expect(await output()).toBe('');
    });

    it('hides a message of success after a while, and at the next run', async () => {
      const { page, run } = await site.open();
      const copy = async () => {
        await page.click('#copy');
        await page.locator('#notice', { hasText: 'Output copied.' }).waitFor();
      };
      await run('python', 'print(1)');
      await copy();
      await page.locator('#notice').waitFor({ state: 'hidden' });
      await copy();
      await page.click('#run');
      expect(await page.locator('#notice').isVisible()).toBe(false);
    });

    it('clears the output so far, and shows new output', async () => {
      const { page, write, press, reads, sees, output } = await site.open();
      await write('python', SLOW);
      await press();
      await reads('line 3');
      await page.click('#clear');
      await sees('Completed');
      const text = await output();
      expect(text).not.toContain('line 3\n');
      expect(text).toMatch(/line 34\nline 35\n$/);
    });
  });
}

/** A program that writes some 700 KB in pieces. */
const FLOOD = 'import time\nfor n in range(200):\n    print((f"{n} x\\n") * 600, flush=True)\n    time.sleep(0.01)\n';

function scrollTop(page: Page): Promise<number> {
  return page.locator('#output').evaluate((one) => one.scrollTop);
}

/** Resolves when the last line is in view. */
async function isAtEnd(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const { scrollHeight, scrollTop, clientHeight } = document.getElementById('output');
    return scrollHeight > clientHeight && scrollHeight - scrollTop - clientHeight < 10;
  });
}

const SLEEP = 'import time\ntime.sleep(2)';
