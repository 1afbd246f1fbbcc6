import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { Site } from './visitor.ts';

const LOOP = 'for n in range(3):\n    print(n)\n';

/** Writing programs: the editor, its keys, its marks, and files. */
export function describeEditing(site: Site): void {
  describe('editing', () => {
    it('highlights every language, with line numbers', async () => {
      const { page, write } = await site.open();
      for (const [language, code, keyword] of [
        ['python', LOOP, 'for'],
        ['cpp', 'int main() { return 0; }', 'return'],
        ['c', 'int main(void) { return 0; }', 'return'],
      ] as const) {
        await write(language, code);
        const colour = (selector: string) =>
          page
            .locator(selector)
            .first()
            .evaluate((element) => getComputedStyle(element).color);
        const token = `.cm-line span:text-is("${keyword}")`;
        expect(await colour(token)).not.toBe(await colour('.cm-content'));
        expect(await page.locator('.cm-lineNumbers').textContent()).toContain('1');
      }
    });

    it('indents, closes and matches brackets as it is typed', async () => {
      const { page, write, code } = await site.open();
      await write('python', '');
      await page.keyboard.press('Shift+Tab');
      await page.locator('.cm-content').focus();
      await page.keyboard.type('def f():\nreturn (1');
      expect(await code()).toBe('def f():\n    return (1)');
      await page.keyboard.press('Home');
      await page.keyboard.press('End');
      expect(await page.locator('.cm-matchingBracket').count()).toBe(2);
    });

    it('has an undo for each language', async () => {
      const { page, write, code } = await site.open();
      await write('python', 'first = 1');
      await write('c', 'int second;');
      await page.selectOption('#language', 'python');
      await page.locator('.cm-content').focus();
      await page.keyboard.press('ControlOrMeta+z');
      expect(await code()).not.toContain('first = 1');
      await page.selectOption('#language', 'c');
      expect(await code()).toBe('int second;');
    });

    it('searches, runs with Ctrl+Enter, and is left with Esc', async () => {
      const { page, write, sees } = await site.open();
      await write('python', LOOP);
      await page.locator('.cm-content').focus();
      await page.keyboard.press('ControlOrMeta+f');
      await page.keyboard.type('print');
      expect(await page.locator('.cm-searchMatch').count()).toBe(1);
      await page.keyboard.press('Escape');
      expect(await page.locator('.cm-search').count()).toBe(0);
      await page.keyboard.press('ControlOrMeta+Enter');
      await sees('Completed');
      await page.keyboard.press('Escape');
      expect(await focused(page)).toBe('run');
    });

    it('keeps tab and font size', async () => {
      const { page, write, code } = await site.open();
      await page.click('#settings-button');
      await page.selectOption('[name=tabSize]', '2');
      await page.selectOption('[name=fontSize]', '18');
      await page.keyboard.press('Escape');
      await page.reload();
      await write('python', '');
      await page.locator('.cm-content').focus();
      await page.keyboard.press('Tab');
      expect(await code()).toBe('  ');
      expect(await page.locator('.cm-content').evaluate((element) => getComputedStyle(element).fontSize)).toBe('18px');
    });

    it.each([
      ['cpp', '#include <cstdio>\nint main() {\n  nonsense = 1;\n}\n', 'main.cpp:3:3', 3],
      ['python', 'def f():\n    return 1 / 0\n\nprint("x")\nf()\n', 'line 2', 2],
      ['python', 'print("a")\nif True print("b")\n', 'line 2', 2],
    ] as const)('leads from an error in %s to its line', async (language, code, place, line) => {
      const { page, run } = await site.open();
      await run(language, code);
      await page.locator('.cm-lint-marker-error').waitFor();
      const marked = await page.locator('.cm-lint-marker-error').boundingBox();
      const number = await page
        .locator('.cm-lineNumbers .cm-gutterElement', { hasText: `${line}` })
        .last()
        .boundingBox();
      expect(Math.abs(marked!.y - number!.y)).toBeLessThan(12);
      await page.locator('#output a', { hasText: place }).first().click();
      expect(await page.locator('.cm-activeLineGutter').first().textContent()).toBe(`${line}`);
      expect(await focused(page)).toBe('editor');
    });

    it('opens a file that is dropped or chosen, in the language of its name', async () => {
      const { page, code } = await site.open();
      await drop(page, 'sum.cpp', '// dropped\nint main() {}\n');
      await page.locator('#file', { hasText: 'main.cpp' }).waitFor();
      expect(await code()).toBe('// dropped\nint main() {}\n');
      await page.setInputFiles('#chooser', { name: 'x.py', mimeType: 'text/plain', buffer: Buffer.from('# chosen') });
      await page.locator('#file', { hasText: 'main.py' }).waitFor();
      expect(await code()).toBe('# chosen');
      await drop(page, 'notes.md', '# no');
      await says(page, 'notes.md is not a program this engine runs: it takes .py, .cpp and .c files.');
      await drop(page, 'big.py', '#'.repeat(300_000));
      await says(page, 'big.py has 293 KiB, and a program may have 256 KiB.');
    });

    it('puts back the program that a file or an example has replaced', async () => {
      const { page, write, code } = await site.open();
      await write('python', '# mine', 'my input');
      await page.click('#examples-button');
      await page.locator('#example-list button').nth(1).click();
      expect(await code()).toContain('import time');
      await page.click('text=Put my program back');
      expect(await code()).toBe('# mine');
      expect(await page.inputValue('#input')).toBe('my input');
    });

    it('works as a text field where the editor is not built', async () => {
      const { page, write, run, output } = await site.open({
        before: (page) => page.route('**/vendor/**', (route) => route.abort()),
      });
      expect(await run('python', 'print(input()[::-1], "\\033[31mred\\033[0m")', 'abc')).toBe('Completed');
      expect(await output()).toBe('cba red\n');
      await write('python', 'def f():');
      await page.locator('#editor textarea').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.type('1 / 0');
      expect(await page.inputValue('#editor textarea')).toBe('def f():\n    1 / 0');
      await page.keyboard.press('Enter');
      await page.keyboard.type('x');
      expect(await page.inputValue('#editor textarea')).toBe('def f():\n    1 / 0\n    x');
      await page.keyboard.press('Escape');
      expect(await focused(page)).toBe('run');
    });
  });
}

export function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id ?? '');
}

export async function says(page: Page, sentence: string): Promise<void> {
  await page.locator('#notice', { hasText: sentence }).waitFor();
}

async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text!], name!));
      return transfer;
    },
    [name, text],
  );
  for (const event of ['dragover', 'drop']) await page.dispatchEvent('#editor', event, { dataTransfer: data });
}
