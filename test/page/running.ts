import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
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
print("\\033[38;2;10;200;30mrgb\\033[0m\\033[2mcut \\033[0m\\033]0;title\\007off", flush=True)
print("oops", file=sys.stderr)`;
      await run('python', code);
      expect(await page.locator('#written .stderr').textContent()).toBe('oops\n');
      expect((await output()).replace('oops\n', '')).toBe('plain red bold\nrgbcut off\n');
      expect(await page.locator('#written .ansi-fg-red').textContent()).toBe('red');
      expect(await page.locator('#written .ansi-bold.ansi-fg-brightBlue').textContent()).toMatch(/^bold\n?$/);
      const rgb = page.locator('#written span:text-is("rgb")');
      expect(await rgb.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(10, 200, 30)');
    });

    it('shows whole lines, however the pieces of stdout and stderr come', async () => {
      const { page, output: text } = await site.open();
      const shows = async (...pieces: [string, string][]) => {
        await page.evaluate((some) => {
          output.begin();
          for (const [stream, text] of some) output.add({ stream, text });
          return new Promise((resolve) => output.afterPaint(resolve));
        }, pieces);
        return text();
      };
      const [out, err] = ['stdout', 'stderr'];
      expect(await shows([out, 'out 1'], [err, 'err 1'], [out, '\n'], [err, '\n'])).toBe('out 1\nerr 1\n');
      expect(await shows([err, 'err '], [out, 'out 2\nout 3\n'], [err, '1\nerr 2'])).toBe('err 1\nout 2\nout 3\nerr 2');
      expect(await shows([out, '100%'], [err, 'oops\n'], [out, '\n'])).toBe('100%\noops\n');
      expect(await shows([err, '\r10%'], [out, 'a\n'], [err, '\r20%'], [out, 'b\n'])).toBe('20%\na\nb\n');
      expect(await shows([out, '\r'], [err, 'oops\n'], [out, 'a\r\nb\r'], [out, '\n'])).toBe('oops\na\nb\n');
      await shows([out, 'b'], [err, 'x\ny'], [out, 'c\n']);
      const download = page.waitForEvent('download');
      await page.click('#download');
      expect(await readFile(await (await download).path(), 'utf8')).toBe('bc\nx\ny');
    });

    it('writes over a line as a terminal does, and clears the screen', async () => {
      const { run, output } = await site.open();
      const shows = async (text: string) => {
        await run('python', `import sys\nsys.stdout.write("${text}")`);
        return output();
      };
      expect(await shows('abcdef\\rXY\\n10%\\r\\033[K9%\\n|\\b/\\b-\\n\\033[31mred\\033[0m\\rR')).toBe(
        'XYcdef\n9%\n-\nRed',
      );
      expect(await shows('old\\n\\033[2J\\033[Hnew\\n\\033[H\\033[Jnewest\\033[J\\n')).toBe('newest\n');
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

    it('follows the output until a person scrolls up, and again at the end', async () => {
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

    it('leaves a person where they scrolled to in a flood', async () => {
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

/** Some 700 KB, in pieces. */
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
