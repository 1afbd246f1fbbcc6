import { describe, expect, it } from 'vitest';
import { focused } from './editing.ts';
import type { Site, Visitor } from './visitor.ts';

const ASKS = `name = input("Your name? ")
print("Hello,", name)
age = int(input("Your age? "))
print("Next year", age + 1)
`;
const DIALOGUE = 'Your name? Ada\nHello, Ada\nYour age? 36\nNext year 37\n';

/** Tests of interactive programs, which the user answers in the output. */
export function describeAsking(site: Site): void {
  describe('an interactive program', () => {
    it('is answered in its output, and a link shows the dialogue in its order', async () => {
      const { page, write, sees, output, beside } = await site.open();
      await write('python', ASKS);
      await page.locator('#editor .cm-content').press('ControlOrMeta+Enter');
      await asks({ page, sees }, 'Your name?');
      expect(await focused(page)).toBe('answer');
      expect(await page.locator('#asked').textContent()).toBe('Your name? Waiting for your input.');
      await page.keyboard.type('Ada');
      const reader = await beside(`/?s=${await page.evaluate('shown.id')}`);
      await page.keyboard.press('Enter');
      await reader.reads('Hello, Ada\nYour age?');
      expect(await reader.page.locator('#answer').isVisible()).toBe(false);
      await page.reload();
      await asks({ page, sees }, 'Your age?');
      await page.keyboard.type('36');
      await page.keyboard.press('Enter');
      for (const one of [{ sees, output }, reader]) {
        await one.sees('Completed');
        expect(await one.output()).toBe(DIALOGUE);
      }
      expect(await page.locator('#written .stdin').allTextContents()).toEqual(['Ada\n', '36\n']);
      await page.reload();
      await sees('Completed');
      expect(await output()).toBe(DIALOGUE);
      expect(await page.locator('#typing').isVisible()).toBe(false);
    });

    it('does not read the input of an example that it replaces', async () => {
      const { page, sees, press } = await site.open();
      await page.selectOption('#language', 'python');
      const input = await page.inputValue('#input');
      expect(input).not.toBe('');
      await page.click('#editor .cm-content');
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.type('# mine');
      expect(await page.inputValue('#input')).toBe(input);
      await page.keyboard.press('ControlOrMeta+a');
      await page.locator('#editor .cm-content').evaluate((field, text) => {
        const clipboardData = { getData: () => text, types: ['text/plain'], files: [] };
        const paste = new Event('paste', { bubbles: true, cancelable: true });
        field.dispatchEvent(Object.assign(paste, { clipboardData }));
      }, ASKS);
      expect(await page.inputValue('#input')).toBe('');
      await press();
      await asks({ page, sees }, 'Your name?');
      await page.click('#run');
      await sees('Stopped');
    });

    it('gets pasted lines, repeated lines and the end of its input, and can be stopped', async () => {
      const { page, write, press, sees, reads, output } = await site.open();
      await write('python', 'import sys\nfor line in sys.stdin: print(repr(line), flush=True)\nprint("end")\n');
      await press();
      await sees('Waiting for input');
      await page.locator('#answer').fill('and half');
      await page.locator('#answer').evaluate((field) => {
        field.setSelectionRange(0, 0);
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', 'one\r\ntwo\r\nthree ');
        field.dispatchEvent(Object.assign(new Event('paste', { cancelable: true }), { clipboardData }));
      });
      await reads("'two\\n'");
      expect(await page.inputValue('#answer')).toBe('three and half');
      await page.keyboard.press('Enter');
      await reads("'three and half\\n'");
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Control+d'); // without a line break
      await page.keyboard.press('Control+d');
      await sees('Completed');
      expect(await output()).toMatch(/^one\ntwo\n'one\\n'\n'two\\n'\n[^]*three and half'three and half'\nend\n$/);
      await press();
      await sees('Waiting for input');
      await page.locator('#answer').press('Control+c');
      await sees('Stopped');
    });

    it('can be answered on a phone, where there is no Ctrl', async () => {
      const { page, write, sees, output } = await site.open({
        viewport: { width: 360, height: 740 },
        hasTouch: true,
        isMobile: true,
      });
      await write('python', 'import sys\nprint("Say: ", end="", flush=True)\nprint(len(sys.stdin.read()))');
      await page.tap('#run');
      await asks({ page, sees }, 'Say:');
      await page.tap('#answer');
      await page.keyboard.type('four');
      await page.keyboard.press('Enter');
      await page.tap('#end-input');
      await sees('Completed');
      expect(await output()).toBe('Say: four\n5\n');
    });

    it('reads the field Input first, and is not interactive when this is switched off', async () => {
      const { page, run, write, press, sees, reads } = await site.open();
      expect(await run('python', ASKS, 'Bob\n1\n')).toBe('Completed');
      await page.selectOption('#asking', 'always');
      await write('python', ASKS, 'Bob\n');
      await press();
      await reads('Hello, Bob\nYour age?');
      await asks({ page, sees }, 'Your age?');
      await page.locator('#answer').fill('x');
      await page.keyboard.press('Enter');
      await sees('Exited with code 1');
      await page.selectOption('#asking', 'never');
      await page.reload();
      expect(await run('python', ASKS)).toBe('Exited with code 1');
      expect(await page.locator('#sentence').textContent()).toMatch(/^The program asked for input, and Input is empty/);
    });
  });
}

/** Resolves when the question is shown, and is the accessible name of the field. */
async function asks({ page, sees }: Pick<Visitor, 'page' | 'sees'>, question: string): Promise<void> {
  await sees('Waiting for input');
  await page.locator(`#answer[aria-label="${question}"]`).waitFor();
}
