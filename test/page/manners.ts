import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { focused } from './editing.ts';
import type { Site } from './visitor.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const ERROR = 'import sys\nprint("out \\033[33myellow\\033[0m \\033[90mgrey\\033[0m")\nsys.exit(1 / 0)\n';

/** Tests of accessibility, sizes, themes and keys. */
export function describeManners(site: Site): void {
  describe('accessibility', () => {
    it.each([
      [360, 740, 'light'],
      [1280, 800, 'light'],
      [1280, 800, 'dark'],
    ] as const)('is accessible at %i x %i, %s', async (width, height, colorScheme) => {
      const visitor = await site.open({ viewport: { width, height }, colorScheme, bypassCSP: true });
      const { page } = visitor;
      expect(await axe(page)).toEqual([]);
      for (const language of ['python', 'cpp']) {
        await page.selectOption('#language', language);
        expect(await axe(page)).toEqual([]);
      }
      await visitor.run('python', ERROR);
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const folder = process.env['SCREENSHOTS'];
      if (folder) await page.screenshot({ path: `${folder}/page-${width}-${colorScheme}.png` });
      for (const sheet of ['examples', 'share', 'runs', 'settings']) {
        await page.click(`#${sheet}-button`);
        await page.locator(`#${sheet}`).waitFor();
        expect(await axe(page)).toEqual([]);
        await page.keyboard.press('Escape');
      }
      await page.locator('.cm-content').focus();
      await page.keyboard.press('ControlOrMeta+f');
      expect(await axe(page)).toEqual([]);
      await page.goto(`${site.url}/?s=${await page.evaluate('shown.id')}`);
      await visitor.sees('Exited with code 1');
      expect(await axe(page)).toEqual([]);
    });

    it.each([
      [360, 740, 'dark'],
      [1280, 800, 'light'],
    ] as const)('is accessible with tests at %i x %i, %s', async (width, height, colorScheme) => {
      const visitor = await site.open({ viewport: { width, height }, colorScheme, bypassCSP: true });
      const { page } = visitor;
      await visitor.write('python', 'print(int(input()) + 1)');
      await page.click('#tests-tab');
      expect(await axe(page)).toEqual([]);
      await page.click('#paste-tests');
      await page.fill('#paste-text', '1\n\n2\n\n3\n\n5\n');
      expect(await axe(page)).toEqual([]);
      await page.click('#paste-add');
      await page.selectOption('#compare', 'float');
      await page.click('#run-tests');
      await visitor.sees('1 of 2 tests passed');
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    });

    it('is accessible while a program waits for input', async () => {
      const { page, write, press, sees } = await site.open({ viewport: { width: 360, height: 740 }, bypassCSP: true });
      await write('python', 'input("Your name? ")');
      await press();
      await sees('Waiting for input');
      await page.locator('#answer').waitFor();
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    });

    it('fits into 360 px and every width above', async () => {
      const { page } = await site.open();
      for (const width of [360, 480, 900, 901, 1100, 1101, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        for (const part of ['html', 'header', '#verdict', '.program .head', '.input .head', '.output .head']) {
          const beyond = await page.locator(part).evaluate((one) => one.scrollWidth - one.clientWidth);
          expect([width, part, beyond]).toEqual([width, part, 0]);
        }
      }
    });

    it('can be used with only the keyboard', async () => {
      const { page, sees, output } = await site.open();
      await tabTo(page, 'examples-button');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await tabTo(page, 'editor');
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.type('print("typed")');
      await page.keyboard.press('Escape');
      expect(await focused(page)).toBe('run');
      const outline = await page.locator('#run').evaluate((element) => getComputedStyle(element).outlineWidth);
      expect(outline).toBe('2px');
      await page.keyboard.press('Enter');
      await sees('Completed');
      expect(await output()).toContain('typed');
      await tabTo(page, 'output');
      await tabTo(page, 'share-button', 'Shift+Tab');
    });

    it.each([
      [1280, 'split-editor', 'ArrowRight', '.program', 'width'],
      [1280, 'split-input', 'ArrowDown', '.input', 'height'],
      [360, 'split-editor', 'ArrowDown', '.program', 'height'],
      [360, 'split-input', 'ArrowDown', '.input', 'height'],
    ] as const)('resizes panes by keyboard and drag at %i: %s', async (width, id, key, pane, side) => {
      const { page } = await site.open({ viewport: { width, height: 800 } });
      const size = async () => (await page.locator(pane).boundingBox())![side];
      const before = await size();
      await page.locator(`#${id}`).focus();
      for (let n = 0; n < 4; n++) await page.keyboard.press(key);
      const after = await size();
      expect(after).toBeGreaterThan(before + 10);
      const { x, y, width: w, height: h } = (await page.locator(`#${id}`).boundingBox())!;
      await page.mouse.move(x + w / 2, y + h / 2);
      await page.mouse.down();
      await page.mouse.move(x + w / 2 - 50, y + h / 2 - 50);
      await page.mouse.up();
      const dragged = await size();
      expect(dragged).toBeLessThan(after - 10);
      await page.reload();
      expect(Math.abs((await size()) - dragged)).toBeLessThan(2);
      expect(Number(await page.getAttribute(`#${id}`, 'aria-valuenow'))).toBeGreaterThan(0);
    });

    it('follows the theme of the system, and the switch', async () => {
      const { page } = await site.open({ colorScheme: 'dark' });
      const isDark = () =>
        page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)![0]) < 100);
      expect(await isDark()).toBe(true);
      await page.click('#settings-button');
      await page.check('[value=light]');
      expect(await isDark()).toBe(false);
      await page.reload();
      expect(await isDark()).toBe(false);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      const animated = await page.evaluate(() => document.getAnimations().length);
      expect(animated).toBe(0);
    });

    it('does not jump', async () => {
      const visitor = await site.open({
        before: (page) =>
          page.addInitScript(() => {
            const shift = { total: 0 };
            Object.assign(globalThis, { shift });
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) shift.total += (entry as unknown as { value: number }).value;
            }).observe({ type: 'layout-shift' as 'measure', buffered: true });
          }),
      });
      await visitor.run('python', ERROR);
      expect(await visitor.page.evaluate('shift.total')).toBeLessThan(0.02);
    });
  });
}

async function axe(page: Page): Promise<string[]> {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(await readFile(AXE, 'utf8'));
  const found = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )) as { violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[] };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary}`),
  );
}

async function tabTo(page: Page, id: string, key = 'Tab'): Promise<void> {
  for (let n = 0; n < 40; n++) {
    if ((await focused(page)) === id) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the Tab key does not lead to #${id}`);
}
