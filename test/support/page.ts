import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, chromiumIsHere, missing } from './left-out.ts';

const FROM_DISK = new URL('../../frontend/index.html', import.meta.url);
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** What a person does with the page, in a real browser. */
export function describePage(stackUrl: () => string): void {
  describe.skipIf(missing(chromiumIsHere(), 'the page in a browser', `there is no ${CHROMIUM}`))('the page', () => {
    let browser: Browser;
    let page: Page;
    const problems: string[] = [];
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    });
    afterAll(() => browser?.close());

    const write = async (language: string, code: string, input = '') => {
      await page.selectOption('#language', language);
      await page.fill('#code', code);
      await page.fill('#input', input);
    };
    const verdict = () => page.locator('#verdict');
    const output = () => page.locator('#output');
    const says = async (locator: ReturnType<typeof verdict>, expected: string) =>
      locator.filter({ hasText: expected }).waitFor({ timeout: 30_000 });

    it('runs a program and shows output, time and memory', async () => {
      await page.goto(stackUrl());
      await page.locator('#run:enabled').waitFor();
      await write(
        'cpp',
        '#include <iostream>\nint main() { std::string s; std::cin >> s; std::cout << "hi " << s; }',
        'you',
      );
      await page.click('#run');
      await says(verdict(), 'Completed');
      expect(await output().textContent()).toBe('hi you');
      expect(await verdict().textContent()).toMatch(/Ran \d+ ms · compiled \d+ ms( · CPU \d+ ms)? · memory [\d.]+ MiB/);
      if (process.env['SCREENSHOTS']) await page.screenshot({ path: `${process.env['SCREENSHOTS']}/page.png` });
    });

    it('shows output while the program runs, and stops it', async () => {
      await write('python', 'import time\nprint("first")\ntime.sleep(6)\nprint("never")');
      await page.click('#run');
      await says(output(), 'first');
      await says(page.locator('#run'), 'Stop');
      await page.click('#run');
      await says(verdict(), 'Cancelled while it was running.');
      expect(await output().textContent()).toBe('first\n');
    });

    it('says what is wrong with a program', async () => {
      await page.waitForTimeout(1000); // the gateway's limit
      await write('c', 'int main(void) { nonsense; }');
      await page.keyboard.press('Control+Enter');
      await says(verdict(), 'The compiler reported errors');
      expect(await output().locator('.stderr').textContent()).toContain('main.c:1:18: error');
    });

    it('shows hostile output as text', async () => {
      await page.waitForTimeout(1000);
      await write('python', 'print("<img src=x onerror=document.title=1><script>document.title=2</script>")');
      await page.click('#run');
      await says(verdict(), 'Completed');
      expect(await output().textContent()).toContain('<img src=x');
      expect(await page.title()).toBe('CodeEngine');
    });

    it('asks no other host and reports no error', () => {
      expect(problems).toEqual([]);
    });

    it('works when it is opened from disk', async () => {
      await page.goto(`${FROM_DISK.href}?api=${stackUrl()}`);
      await page.locator('#run:enabled').waitFor();
      await write('python', 'print("from", "disk")');
      await page.click('#run');
      await says(verdict(), 'Completed');
      expect(await output().textContent()).toBe('from disk\n');
      expect(fileURLToPath(page.url().split('?')[0]!)).toBe(fileURLToPath(FROM_DISK));
    });
  });
}
