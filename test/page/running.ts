import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { submit } from '../support/engine.ts';
import type { Site } from './visitor.ts';

const SLOW = 'import time\nfor n in range(36):\n    print("line", n, flush=True)\n    time.sleep(0.06)\n';

/** Run, Stop, and the output while it comes. */
export function describeRunning(site: Site): void {
  describe('running', () => {
    it('shows output while the program runs, on a button that becomes Stop', async () => {
      const { page, write, press, reads, sees, output } = await site.open();
      await write('python', 'import time\nprint("first", flush=True)\ntime.sleep(3.5)\nprint("never")');
      await press();
      await reads('first');
      await sees('Running');
      expect(await page.locator('#clock').textContent()).toMatch(/^\d+\.\d s$/);
      expect(await page.locator('#run span').textContent()).toBe('Stop');
      await press();
      await sees('Stopped');
      expect(await page.locator('#sentence').textContent()).toBe('Cancelled while it was running.');
      expect(await output()).toBe('first\n');
      expect(await page.locator('#run span').textContent()).toBe('Run');
    });

    it('says that it starts while it waits for its turn', async () => {
      const { page, write, press, sees } = await site.open();
      await write('python', 'print("mine")');
      const sleepers = await Promise.all([1, 2, 3, 4].map(() => submit(site.url, { language: 'python', code: SLEEP })));
      expect(sleepers.every(({ status }) => status === 202)).toBe(true);
      await press();
      await sees('Starting');
      expect(await page.locator('#sentence').textContent()).toBe('It waits for a free place.');
      await sees('Completed');
    });

    it('tells stdout, stderr and colours apart', async () => {
      const { page, run, output } = await site.open();
      const code = `import sys
print("plain \\033[31mred\\033[0m \\033[1;94mbold\\033[m", flush=True)
print("\\033[38;2;10;200;30mrgb\\033[0m\\033[2Kcut \\033]0;title\\007off", flush=True)
print("10%\\r20%\\r100%", flush=True)
print("oops", file=sys.stderr)`;
      await run('python', code);
      await page.locator('#output .stderr', { hasText: 'oops' }).waitFor();
      expect(await output()).toBe('plain red bold\nrgbcut off\n100%\noops\n');
      expect(await page.locator('#output .ansi-fg-red').textContent()).toBe('red');
      expect(await page.locator('#output .ansi-bold.ansi-fg-brightBlue').textContent()).toBe('bold');
      const rgb = page.locator('#output span:text-is("rgb")');
      expect(await rgb.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(10, 200, 30)');
    });

    it('follows the output until one scrolls up, and again at the end', async () => {
      const { page, write, press, reads, sees } = await site.open({ viewport: { width: 1280, height: 500 } });
      await write('python', SLOW);
      await press();
      await reads('line 14');
      expect(await distanceToEnd()).toBeLessThan(10);
      await page.locator('#output').hover();
      await page.mouse.wheel(0, -400);
      await page.locator('#follow').waitFor();
      const scrolled = await page.locator('#output').evaluate((element) => element.scrollTop);
      await reads('line 28');
      expect(await page.locator('#output').evaluate((element) => element.scrollTop)).toBe(scrolled);
      await page.click('#follow');
      expect(await distanceToEnd()).toBeLessThan(10);
      await sees('Completed');
      expect(await distanceToEnd()).toBeLessThan(10);

      async function distanceToEnd() {
        return page.locator('#output').evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
      }
    });

    it('copies, downloads, wraps and clears the output', async () => {
      const { page, run, output } = await site.open({ permissions: ['clipboard-read', 'clipboard-write'] });
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

    it('clears what was written so far, and shows what comes', async () => {
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

const SLEEP = 'import time\ntime.sleep(2)';
