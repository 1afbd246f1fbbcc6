import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { Site } from './visitor.ts';

const LOOP = 'for n in range(3):\n    print(n)\n';

/** Tests of the editor, its keys, its marks, and files. */
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

    it('completes words of the language and of the program, with Tab', async () => {
      const { page, write, code } = await site.open();
      const type = async (language: string, before: string, typed: string, proposal: string) => {
        await write(language, before);
        await page.locator('.cm-content').focus();
        await page.keyboard.press('ControlOrMeta+End');
        await page.keyboard.type(typed);
        await page.locator('.cm-completionLabel', { hasText: proposal }).first().waitFor();
      };
      await type('python', '', 'pri', 'print');
      await page.waitForTimeout(300); // a new list ignores keys for a moment, so that no completion is accepted by mistake
      await page.keyboard.press('Tab');
      expect(await code()).toBe('print');
      await type('python', 'x.append_all(1)\n', 'y.app', 'append_all');
      await type('cpp', 'int counted_words;\n', 'count', 'counted_words');
      await page.keyboard.press('Enter');
      expect(await code()).toBe('int counted_words;\ncount\n');
      await type('python', '', 'pri', 'print');
      await page.keyboard.press('Escape');
      expect([await focused(page), await page.locator('.cm-completionLabel').count()]).toEqual(['editor', 0]);
      await page.keyboard.type('nt()');
      await page.keyboard.press('Escape'); // at once; there is no completion here
      expect(await focused(page)).toBe('run');
    });

    it('folds blocks, shows their depth, and colours brackets by depth', async () => {
      const { page, write, code } = await site.open();
      const nested = 'def f(a):\n    if a:\n        return [(1, {2: 3})]\n\nprint(f(1))\n';
      await write('python', nested);
      const depths = (n: number) => page.locator(`.cm-depth-${n}`).allTextContents();
      await page.locator('.cm-depth-2').first().waitFor();
      expect([await depths(1), await depths(2)]).toEqual([
        ['(', ')', '(', ')'],
        ['{', '}'],
      ]);
      expect(await page.locator('.cm-indent-markers').count()).toBeGreaterThan(1);
      await page.locator('.cm-foldGutter .cm-gutterElement', { hasText: '⌄' }).first().click();
      await page.locator('.cm-foldPlaceholder').waitFor();
      expect(await page.locator('.cm-content').textContent()).not.toContain('return');
      expect(await code()).toBe(nested);
    });

    it('stops a run with Ctrl+., and restarts it with Ctrl+Enter', async () => {
      const { page, write, press, reads, sees, output } = await site.open();
      await write('python', 'import time\nprint("old", flush=True)\ntime.sleep(30)');
      await press();
      await reads('old');
      expect(await page.locator('#run').textContent()).toMatch(/Stop\s*(Ctrl|⌘) \./);
      await page.locator('.cm-content').focus();
      await page.keyboard.press('ControlOrMeta+.');
      await sees('Stopped');
      await page.keyboard.press('ControlOrMeta+Enter');
      await reads('old');
      await sees('Running');
      await page.evaluate('editor.replace("print(\\"new\\")")');
      await page.keyboard.press('ControlOrMeta+Enter');
      await sees('Completed');
      expect(await output()).toBe('new\n');
    });

    it('wraps lines that are wider than the editor', async () => {
      const { page, write } = await site.open();
      await write('python', `print(${'"long" + '.repeat(60)}"")`);
      const [is, may] = await page.locator('.cm-scroller').evaluate((one) => [one.scrollWidth, one.clientWidth]);
      expect(is).toBe(may);
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

    it('opens a file that is dropped or chosen, in the language of its extension', async () => {
      const { page, code } = await site.open();
      await drop(page, 'sum.cpp', '// dropped\nint main() {}\n');
      await page.locator('#file', { hasText: 'main.cpp' }).waitFor();
      expect(await code()).toBe('// dropped\nint main() {}\n');
      await page.setInputFiles('#chooser', { name: 'x.py', mimeType: 'text/plain', buffer: Buffer.from('# chosen') });
      await page.locator('#file', { hasText: 'main.py' }).waitFor();
      expect(await code()).toBe('# chosen');
      await drop(page, 'notes.md', '# no');
      await says(page, 'notes.md is not a program that this engine runs. It runs .py, .cpp, .c, ');
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

    it('works with a text field if the editor is not built', async () => {
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
