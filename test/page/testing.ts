import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { focused, says } from './editing.ts';
import type { Site } from './visitor.ts';

const SUM = 'a, b = map(int, input().split())\nprint(a + b)\n';
const STATEMENT = `Print the sum of two numbers.

Sample Input 1
Copy
1 2
Sample Output 1
Copy
3

Sample Input 2
2 2
Sample Output 2
5
`;

/** Tests of the tests of a program: written, pasted, run, read, kept and shared. */
export function describeTesting(site: Site): void {
  describe('tests', () => {
    it('are pasted from a problem statement, corrected and run, and show differences', async () => {
      const { page, write, sees, output } = await site.open();
      await write('python', SUM);
      await page.click('#tests-tab');
      await page.click('#paste-tests');
      await page.fill('#paste-text', STATEMENT);
      await page.locator('#found', { hasText: 'Found 2 tests. Correct what is wrong.' }).waitFor();
      const fields = page.locator('#preview textarea');
      expect(await fields.evaluateAll((all) => all.map(({ value }) => value))).toEqual([
        '1 2\n',
        '3\n',
        '2 2\n',
        '5\n',
      ]);
      await fields.nth(0).fill('1\t2\n');
      await page.click('#paste-add');
      expect(await tabs(page)).toEqual(['Sample 1', 'Sample 2']);
      await page.click('#run-tests');
      await sees('1 of 2 tests passed');
      expect(await tabs(page)).toEqual(['✓ Sample 1', '✗ Sample 2']);
      expect(await page.locator('#result-list li').evaluateAll((all) => all.map((row) => row.dataset.verdict))).toEqual(
        ['passed', 'wrong_answer'],
      );
      const opened = page.locator('#result-list details[open]');
      expect(await opened.locator('.name').textContent()).toBe('Sample 2');
      expect(await opened.locator('.difference').textContent()).toBe(
        'Expected, line 1, column 15Got, line 1, column 14',
      );
      expect(await output()).toMatch(/^✓ Sample 1: passed\n✗ Sample 2: wrong answer/); // the text that is copied and saved
      await page.click('#test-tabs >> text=Sample 2');
      await page.fill('#test-expected', '4\n');
      expect(await tabs(page)).toEqual(['✓ Sample 1', 'Sample 2']);
      await page.locator('#test-expected').press('ControlOrMeta+Enter');
      await sees('All 2 tests passed');
    });

    it('show blanks in differences, and link a traceback to its line', async () => {
      const { page, write, sees } = await site.open();
      await write('python', 'line = input()\nprint(line, "b", sep="  ")\nif line == "bad": raise ValueError(line)\n');
      await page.click('#tests-tab');
      for (const [input, expected] of [
        ['a', 'a\tb'],
        ['bad', ''],
      ] as const) {
        await page.click('#add-test');
        await page.fill('#test-input', input);
        await page.fill('#test-expected', expected);
      }
      await page.selectOption('#compare', 'exact');
      await page.click('#run-tests');
      await sees('0 of 2 tests passed');
      const rows = page.locator('#result-list li');
      expect(await rows.nth(0).locator('.difference pre').allTextContents()).toEqual(['a→b', 'a··b']);
      expect(await rows.nth(0).locator('.difference mark').allTextContents()).toEqual(['→', '·']);
      expect(await rows.nth(1).locator('.outcome').textContent()).toBe('exit code 1');
      await rows.nth(1).locator('summary').click();
      await rows.nth(1).locator('a', { hasText: 'line 3' }).click();
      expect(await page.locator('.cm-activeLineGutter').first().textContent()).toBe('3');
      await page.check('#stop-first');
      await page.selectOption('#compare', 'tokens');
      await page.fill('#test-input', 'fine');
      await page.click('#run-tests');
      await sees('All 2 tests passed');
    });

    it('can be written and run with only the keyboard, and are kept over a reload', async () => {
      const { page, write, sees } = await site.open();
      await write('python', SUM);
      await page.locator('#input-tab').focus();
      await page.keyboard.press('ArrowRight');
      expect(await focused(page)).toBe('tests-tab');
      for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
      expect(await focused(page)).toBe('test-input');
      await page.keyboard.type('1 2');
      await page.keyboard.press('Tab');
      await page.keyboard.type('3');
      await page.keyboard.press('ControlOrMeta+Enter');
      await sees('The test passed');
      await page.locator('#duplicate-test').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.type('second');
      expect(await tabs(page)).toEqual(['✓ 1', 'second']);
      await page.locator('#test-tabs [aria-selected=true]').focus();
      await page.keyboard.press('Delete');
      await says(page, 'Test second is removed.');
      await page.click('text=Put it back');
      await page.keyboard.press('ControlOrMeta+Shift+Enter');
      await sees('All 2 tests passed');
      await page.reload();
      await sees('All 2 tests passed');
      expect(await tabs(page)).toEqual(['✓ 1', '✓ second']);
      await page.selectOption('#language', 'c');
      expect(await tabs(page)).toEqual([]);
      await page.click('#run-tests');
      await says(page, 'There are no tests yet');
    });

    it('are shared with the program and with the run, and listed with the number that passed', async () => {
      const author = await site.open();
      await author.write('python', SUM);
      await author.page.click('#tests-tab');
      await author.page.click('#paste-tests');
      await author.page.fill('#paste-text', STATEMENT);
      await author.page.click('#paste-add');
      await author.page.click('#run-tests');
      await author.sees('1 of 2 tests passed');
      const links = [];
      for (const which of [0, 1]) {
        await author.page.click('#share-button');
        await author.page.locator('#share-choices button').nth(which).click();
        await says(author.page, 'Copied the link');
        links.push(String(await author.page.evaluate('navigator.clipboard.readText()')));
      }
      await author.page.click('#runs-button');
      expect(await author.page.locator('#run-list .more').textContent()).toContain('1 of 2 tests passed');
      expect(await author.page.locator('#run-list button').getAttribute('data-tone')).toBe('bad');
      for (const [index, link] of links.entries()) {
        const { page, sees, code } = await site.open({ url: link });
        await page.locator('#shared').waitFor();
        expect(await code()).toBe(SUM);
        await page.click('#tests-tab');
        if (index === 1) await sees('1 of 2 tests passed');
        expect(await tabs(page)).toEqual(index === 1 ? ['✓ Sample 1', '✗ Sample 2'] : ['Sample 1', 'Sample 2']);
      }
    });

    it('show the compiler’s message if the program does not compile', async () => {
      const { page, write, sees, reads } = await site.open();
      await write('c', 'int main(void) { nonsense }');
      await page.click('#tests-tab');
      await page.click('#add-test');
      await page.click('#run-tests');
      await sees('Compile failed');
      await reads('nonsense');
      expect(await page.locator('#written').isVisible()).toBe(true);
      expect(await page.locator('#results').isVisible()).toBe(false);
    });
  });
}

function tabs(page: Page): Promise<string[]> {
  return page.locator('#test-tabs [role=tab]').allTextContents();
}
