import { describe, expect, it } from 'vitest';
import { submit } from '../support/engine.ts';
import type { Site } from './visitor.ts';

const ENDS = [
  ['python', 'print(1)', /^Completed$/, /^$/],
  ['python', 'x = [bytearray(1 << 20) for _ in range(999)]', /^Used more than 256 MiB$/, /more memory than its limit/],
  ['python', 'while True: print("x" * 99)', /^Wrote more than 1 MiB$/, /the first 1 MiB is kept/],
  [
    'c',
    'int main(void) { volatile int *p = 0; p[-16] = 1; }',
    /^Segmentation fault \(SIGSEGV\)$/,
    /memory that is not its own/,
  ],
] as const;

/** Tests of the verdict: how a run ended, and its figures. */
export function describeVerdicts(site: Site): void {
  describe('verdicts', () => {
    it('says how a run ended, in a headline and a sentence', async () => {
      const { page, run } = await site.open();
      for (const [language, code, headline, sentence] of ENDS) {
        expect(await run(language, code), code).toMatch(headline);
        expect(await page.locator('#sentence').textContent(), code).toMatch(sentence);
      }
    });

    it.each([
      ['time', 'while True: pass', { time_ms: 500 }, 'Stopped after', /its limit of 0\.5 s/],
      ['memory', 'x = bytearray(90 << 20)', { memory_bytes: 67108864 }, 'Used more than 64 MiB', /limit of 64 MiB/],
      ['output', 'print("x" * 9999)', { output_bytes: 2048 }, 'Wrote more than 2 KiB', /its limit of 2 KiB/],
    ])('names the limit of the run that ended it: %s', async (_which, code, limits, headline, sentence) => {
      const response = await submit(site.url, { language: 'python', code, limits });
      const { submission_id } = (await response.json()) as { submission_id: string };
      const { page, sees } = await site.open({ path: `/?s=${submission_id}` });
      await sees(headline);
      expect(await page.locator('#sentence').textContent()).toMatch(sentence);
    });

    it('shows the figures of a run and the parts of its time', async () => {
      const { page, run } = await site.open();
      await run('cpp', '#include <iostream>\nint main() { std::cout << "hi"; }');
      expect(await page.locator('#figures').textContent()).toMatch(
        /^Run[\d.]+ m?sCompile[\d.]+ m?s(CPU[\d.]+ m?s)?Memory[\d.]+ MiB(Stalled[\d.]+ m?s)?$/,
      );
      expect(await page.locator('#legend').textContent()).toMatch(
        /(queue [\d.]+ m?s)?start [\d.]+ m?scompile [\d.]+ m?srun/,
      );
      const widths = await page.locator('#time span').evaluateAll((parts) => parts.map((part) => part.clientWidth));
      expect(Math.max(...widths)).toBeGreaterThan(20);
    });

    it('explains once that the program asked for input that was not there', async () => {
      const { page, run } = await site.open();
      const says = () => page.locator('#sentence').textContent();
      const isWanted = () => page.locator('.input.wanted').isVisible();
      await page.selectOption('#asking', 'never');
      expect(await run('python', 'name = input("name? ")')).toBe('Exited with code 1');
      expect(await says()).toBe(
        'The program asked for input, and Input is empty: type the answers there, one per line.',
      );
      expect(await isWanted()).toBe(true);
      await page.fill('#input', 'Ada');
      expect(await isWanted()).toBe(false);
      await run('python', 'input(), input()', 'Ada\n');
      expect(await says()).toBe('The program asked for more than Input has: type the answers there, one per line.');
      await run('python', 'import sys\nprint(len(sys.stdin.read()))');
      expect([await says(), await isWanted()]).toEqual(['', false]);
      await run('python', 'raise ValueError("EOFError")');
      expect([await says(), await isWanted()]).toEqual(['ValueError: EOFError', false]);
    });

    it('recognises a program that was run as another language, and offers to run it as its own', async () => {
      const { page, run, write, press, code } = await site.open();
      const sum = '#include <stdio.h>\nint main(void) { printf("%d", 1 + 2); }\n';
      await run('python', sum);
      await page.locator('#notice', { hasText: 'This looks like C, and it was run as Python.' }).waitFor();
      await page.route('**/submit', (route) => route.abort()); // the request is enough for this test
      const sent = page.waitForRequest('**/submit');
      await page.click('text=Run it as C');
      expect((await sent).postDataJSON()).toMatchObject({ language: 'c', code: sum });
      expect([await page.inputValue('#language'), await code()]).toEqual(['c', sum]);
      await press();
      await write('python', 'print(1');
      await page.unroute('**/submit');
      await run('python', 'print(1');
      expect(await page.locator('#notice').isVisible()).toBe(false);
    });

    it('marks output that was cut off', async () => {
      const { page, run } = await site.open();
      await run('python', 'print("x" * 1048577)');
      expect(await page.locator('#figures').textContent()).toContain('stdout truncated');
    });

    it('announces the verdict once', async () => {
      const { page, run } = await site.open();
      await page.evaluate(() => {
        const region = document.querySelector('#headline')!;
        const said: string[] = [];
        new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true, subtree: true });
        Object.assign(globalThis, { said });
      });
      await run('python', 'import time\ntime.sleep(0.5)');
      const said = await page.evaluate('said');
      expect(said).toEqual(['Submitting', 'Starting', 'Running', 'Completed']);
    });
  });
}
