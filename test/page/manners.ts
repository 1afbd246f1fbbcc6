import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { focused } from './editing.ts';
import type { Site } from './visitor.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const ERROR = 'import sys\nprint("out \\033[33myellow\\033[0m \\033[90mgrey\\033[0m")\nsys.exit(1 / 0)\n';

interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  readonly rules: readonly string[];
}
const ALL_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NARROW: Look = { width: 360, colorScheme: 'light', rules: ALL_RULES };
const NARROW_DARK: Look = { ...NARROW, colorScheme: 'dark' };
const WIDE: Look = { width: 1280, colorScheme: 'light', rules: ALL_RULES };
/** After WIDE: the schemes differ only in their colours. */
const WIDE_DARK: Look = { ...WIDE, colorScheme: 'dark', rules: ['color-contrast', 'link-in-text-block'] };
const LOOKS = [NARROW, WIDE, WIDE_DARK];

/** Tests of accessibility, sizes, themes and keys. */
export function describeManners(site: Site): void {
  describe('accessibility', () => {
    it('is accessible at every step from writing to a shared run, narrow and wide, light and dark', async () => {
      const { page, run, sees } = await site.open();
      for (const language of ['python', 'cpp']) {
        await page.selectOption('#language', language);
        expect(await axe(page, LOOKS)).toEqual([]);
      }
      await run('python', ERROR);
      expect(await axe(page, LOOKS)).toEqual([]);
      for (const sheet of ['examples', 'share', 'runs', 'settings']) {
        await page.click(`#${sheet}-button`);
        await page.locator(`#${sheet}`).waitFor();
        expect(await axe(page, LOOKS, `#${sheet}`)).toEqual([]);
        await page.keyboard.press('Escape');
      }
      await page.locator('.cm-content').focus();
      await page.keyboard.press('ControlOrMeta+f');
      expect(await axe(page, LOOKS, '#editor')).toEqual([]);
      await page.goto(`${site.url}/?s=${await page.evaluate('shown.id')}`);
      await sees('Exited with code 1');
      expect(await axe(page, LOOKS)).toEqual([]);
    });

    it('is accessible with tests, narrow and dark, wide and light', async () => {
      const { page, write, sees } = await site.open();
      await write('python', 'print(int(input()) + 1)');
      await page.click('#tests-tab');
      expect(await axe(page, [NARROW_DARK, WIDE])).toEqual([]);
      await page.click('#paste-tests');
      await page.fill('#paste-text', '1\n\n2\n\n3\n\n5\n');
      expect(await axe(page, [NARROW_DARK, WIDE], '#paste')).toEqual([]);
      await page.click('#paste-add');
      await page.selectOption('#compare', 'float');
      await page.click('#run-tests');
      await sees('1 of 2 tests passed');
      expect(await axe(page, [NARROW_DARK, WIDE])).toEqual([]);
    });

    it('is accessible while a program waits for input', async () => {
      const { page, write, press, sees } = await site.open();
      await write('python', 'input("Your name? ")');
      await press();
      await sees('Waiting for input');
      await page.locator('#answer').waitFor();
      expect(await axe(page, [NARROW])).toEqual([]);
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

/**
 * What axe-core finds wrong with this part of the page in each of these looks, and whether the page is wider than its
 * window.
 */
async function axe(page: Page, looks: readonly Look[], part = 'html'): Promise<string[]> {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(await readFile(AXE, 'utf8'));
  const wrong: string[] = [];
  for (const { width, colorScheme, rules } of looks) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const options = { runOnly: rules, resultTypes: ['violations'] };
    const found = (await page.evaluate(`axe.run('${part}', ${JSON.stringify(options)})`)) as {
      violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[];
    };
    for (const { id, nodes } of found.violations)
      for (const { target, failureSummary } of nodes)
        wrong.push(`${width} ${colorScheme} ${id}: ${JSON.stringify(target)} ${failureSummary}`);
    const wide = (await page.evaluate(() => document.documentElement.scrollWidth)) as number;
    if (wide !== width) wrong.push(`the page is ${wide} pixels wide in a window of ${width}`);
  }
  return wrong;
}

async function tabTo(page: Page, id: string, key = 'Tab'): Promise<void> {
  for (let n = 0; n < 40; n++) {
    if ((await focused(page)) === id) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the Tab key does not lead to #${id}`);
}
