import { describe, expect, it } from 'vitest';
import { submit, submitted } from '../support/engine.ts';
import { says } from './editing.ts';
import type { Site } from './visitor.ts';

const COUNT = 'import time\nfor n in range(12):\n    print(n, flush=True)\n    time.sleep(0.25)';
const COUNTED = Array.from({ length: 12 }, (_, n) => `${n}\n`).join('');

/** Tests of what survives a reload, what tabs share, and what links show. */
export function describeRemembering(site: Site): void {
  describe('remembering', () => {
    it('keeps code and input of each language over a reload', async () => {
      const { page, write, code } = await site.open();
      await write('python', '# mine', 'for python');
      await write('c', '// mine', 'for c');
      await page.reload();
      expect([await page.inputValue('#language'), await code(), await page.inputValue('#input')]).toEqual([
        'c',
        '// mine',
        'for c',
      ]);
      await page.selectOption('#language', 'python');
      expect([await code(), await page.inputValue('#input')]).toEqual(['# mine', 'for python']);
    });

    it('continues to follow a run when the page is reloaded', async () => {
      const { page, write, press, reads, sees, output } = await site.open();
      await write('python', COUNT);
      await press();
      await reads('2\n');
      await page.reload();
      await page.locator('#run[data-does=stop]').waitFor();
      await sees('Completed');
      expect(await output()).toBe(COUNTED);
      await page.reload();
      await sees('Completed');
      expect(await output()).toBe(COUNTED);
    });

    it('lists the runs of this browser and opens them again', async () => {
      const { page, run, sees, code, output, write } = await site.open();
      await run('python', 'print("one", input())', 'first input');
      await run('python', '#!/usr/bin/python3\nimport sys\n\nraise SystemExit(3)\n');
      await write('python', '# something new');
      await page.click('#runs-button');
      const rows = page.locator('#run-list button');
      expect(await rows.locator('.what').allTextContents()).toEqual(['raise SystemExit(3)', 'print("one", input())']);
      const more = await rows.locator('.more').allTextContents();
      expect(more[0]).toMatch(/^Python · Exited with code 3 · [\d.]+ m?s · just now$/);
      expect(more[1]).toMatch(/^Python · Completed · [\d.]+ m?s · just now$/);
      const titles = [
        ['#include <stdio.h>\n\nint main(void) { return 3; }', 'int main(void) { return 3; }'],
        ['/* Eight queens */\n#include <vector>', 'Eight queens'],
        ['# Sums numbers\nimport sys', 'Sums numbers'],
        ['#include <stdio.h>', '#include <stdio.h>'],
        [' \n', 'An empty program'],
      ] as const;
      for (const [text, title] of titles)
        expect(await page.evaluate((program) => ide.titleOf({ code: program }), text)).toBe(title);
      await rows.nth(1).click();
      await sees('Completed');
      expect([await code(), await page.inputValue('#input'), await output()]).toEqual([
        'print("one", input())',
        'first input',
        'one first input\n',
      ]);
      await page.click('text=Put my program back');
      expect(await code()).toBe('# something new');
    });

    it('keeps the last 50 runs', async () => {
      const { page, run } = await site.open();
      await page.evaluate(() => {
        for (let n = 0; n < 50; n++) {
          const at = new Date(Date.now() - 60_000 * (n + 1)).toJSON();
          const run = { id: `${n}`, language: 'c', status: 'completed', words: `${n}`, at };
          localStorage.setItem(`codeengine:run:${n}`, JSON.stringify(run));
        }
      });
      await run('python', 'print(1)');
      await page.click('#runs-button');
      const words = await page.locator('#run-list .what').allTextContents();
      expect([words.length, words[0], words.at(-1)]).toEqual([50, 'print(1)', '48']);
      await page.click('#forget-runs');
      expect(await page.locator('#run-list li').count()).toBe(0);
    });

    it('says that a run of the list is not kept any more', async () => {
      const { page, run } = await site.open();
      await run('python', 'print(1)');
      await page.evaluate(() => {
        const at = new Date().toJSON();
        const gone = {
          id: '0192f0c1-0000-7000-8000-000000000000',
          language: 'c',
          status: 'completed',
          words: 'Gone',
          at,
        };
        localStorage.setItem(`codeengine:run:${gone.id}`, JSON.stringify(gone));
      });
      await page.click('#runs-button');
      await page.locator('#run-list button').first().click();
      await says(page, 'This run is not kept any more; it is gone from the list.');
      expect(await page.locator('#run-list li').count()).toBe(1);
    });

    it('lets two tabs work at the same time', async () => {
      const first = await site.open();
      const second = await first.beside();
      await first.write('python', COUNT);
      await second.write('python', 'print("second")');
      await first.press();
      await second.press();
      await Promise.all([first.sees('Completed'), second.sees('Completed')]);
      expect([await first.output(), await second.output()]).toEqual([COUNTED, 'second\n']);
      for (const { page } of [first, second]) {
        await page.click('#runs-button');
        expect(await page.locator('#run-list li').count()).toBe(2);
        await page.reload();
      }
      expect([await first.code(), await second.code()]).toEqual([COUNT, 'print("second")']);
      await Promise.all([first.sees('Completed'), second.sees('Completed')]);
      expect([await first.output(), await second.output()]).toEqual([COUNTED, 'second\n']);
    });

    it('shares a run by a link; whoever opens the link can run the program at once, and edits a copy', async () => {
      const author = await site.open();
      await author.run('python', 'print("shared", input())', 'with you');
      await author.page.click('#share-button');
      const choice = author.page.locator('#share-choices button').nth(1);
      expect(await choice.textContent()).toMatch(/Whoever has the link can read the code and the input of this run\.$/);
      await choice.click();
      await says(author.page, 'Copied the link to the run.');
      const link = String(await author.page.evaluate('navigator.clipboard.readText()'));
      expect(link).toMatch(/\/\?s=[0-9a-f-]{36}$/);

      const reader = await author.beside();
      await reader.write('python', '# my own');
      await reader.page.goto(link);
      await reader.sees('Completed');
      expect([await reader.code(), await reader.output()]).toEqual(['print("shared", input())', 'shared with you\n']);
      await reader.page.evaluate('output.clear()');
      await reader.press();
      await reader.reads('shared with you');
      expect(reader.page.url()).not.toContain('s=');
      expect(await reader.page.locator('#shared').isVisible()).toBe(false);
      await reader.page.click('text=Put my program back');
      expect(await reader.code()).toBe('# my own');
      await reader.page.goBack();
      await reader.page.locator('#shared').waitFor();
      expect(await reader.code()).toBe('print("shared", input())');
      await reader.page.locator('.cm-content').focus();
      await reader.page.keyboard.press('ControlOrMeta+Home');
      await reader.page.keyboard.type('#!');
      expect(await reader.code()).toBe('#!print("shared", input())');
      await reader.page.reload();
      expect(await reader.code()).toBe('#!print("shared", input())');
    });

    it('shares the program in the editor, without a run, and after an edit', async () => {
      const author = await site.open();
      const rows = author.page.locator('#share-choices button');
      const link = async () => {
        await author.page.click('#share-button');
        expect(await rows.first().textContent()).toMatch(/whoever has the link can read them\.$/);
        await rows.first().click();
        await says(author.page, 'Copied the link to the program.');
        return String(await author.page.evaluate('navigator.clipboard.readText()'));
      };
      const code = '// “ü” 🎈\nint main(void) { return 0; }\n'.repeat(40);
      await author.write('c', code, 'two\nlines');
      const first = await link();
      expect(first.length).toBeLessThan(300);
      await author.run('python', 'print(1)');
      await author.page.locator('.cm-content').focus();
      await author.page.keyboard.type('#2');
      await author.page.click('#share-button');
      expect(await rows.nth(1).textContent()).toMatch(/The link shows the program as it last ran\.$/);
      await author.page.keyboard.press('Escape');
      const second = await link();
      await author.page.evaluate('editor.replace(Array.from({ length: 900 }, () => Math.random()).join("\\n"))');
      await author.page.click('#share-button');
      await author.page.locator('#share-choices button:disabled', { hasText: 'too long for a link' }).waitFor();

      const reader = await site.open({ url: first });
      await reader.page.locator('#shared').waitFor();
      expect([await reader.code(), await reader.page.inputValue('#input')]).toEqual([code, 'two\nlines']);
      await reader.page.goto(second);
      await reader.page.locator('#shared').waitFor();
      expect(await reader.code()).toContain('#2');
      await reader.page.goto(second.slice(0, -9));
      await says(reader.page, 'The link is not complete');
    });

    it('shows the verdict of each test of a submission with tests', async () => {
      const tests = [
        { name: 'good', input: '1', expected: '1' },
        { input: '2', expected: '3' },
      ];
      const body = { language: 'python', code: 'print(input())', tests };
      const { submission_id: id } = (await (await submit(site.url, body)).json()) as { submission_id: string };
      const reader = await site.open({ path: `/?s=${id}` });
      await reader.sees('1 of 2 tests passed');
      expect(await reader.output()).toBe(
        '✓ good: passed\n✗ 2: wrong answer. The output differs in line 1, column 1. Expected "3", got "2".\n',
      );
    });

    it('follows a shared run that is in progress', async () => {
      const reader = await site.open({ path: `/?s=${await submitted(site.url, COUNT)}` });
      await reader.sees('Completed');
      expect(await reader.output()).toBe(COUNTED);
    });
  });
}
