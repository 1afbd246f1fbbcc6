import { describe, expect, it } from 'vitest';
import type { Site } from './visitor.ts';

/** Tests of compiler messages. The sandboxes have different compilers. */
export function describeCompiling(site: Site): void {
  describe('compiling', () => {
    it('shows the compiler’s warnings about a program that runs, apart from its output, with amber marks', async () => {
      const { page, run, output } = await site.open();
      const warned = '#include <stdio.h>\nint main(void) {\n  printf("%d\\n", "text");\n  return 0;\n}\n';
      expect(await run('c', warned)).toBe('Completed');
      const showsWarning = async () => {
        await page.locator('#compiler-title', { hasText: 'Compiler: 1 warning' }).waitFor();
        expect(await page.locator('#compiler-text').textContent()).toMatch(/^main\.c:.*warning: format/m);
        expect(await output()).toMatch(/^-?\d+\n$/);
        expect(await page.locator('.cm-lintRange-warning').textContent()).not.toBe('');
        expect(await page.locator('.cm-lint-marker-error').count()).toBe(0);
        await page.locator('#compiler-text a', { hasText: 'main.c:3:' }).first().click();
        expect(await page.locator('.cm-activeLineGutter').first().textContent()).toBe('3');
        await page.locator('.cm-lint-marker-warning').hover();
        expect(await page.locator('.cm-diagnostic-warning').textContent()).toContain('format');
      };
      await showsWarning();
      const link = `${site.url}/?s=${await page.evaluate('shown.id')}`;
      await run('python', 'print(1)');
      expect(await page.locator('#compiler').isVisible()).toBe(false);
      await page.click('#runs-button');
      await page.locator('#run-list button').nth(1).click();
      await showsWarning();
      await page.goto(link);
      await showsWarning();
    });

    it('does not wrap the compiler’s messages, so that carets stand under what they point to', async () => {
      const { page, run, output } = await site.open();
      const long = `int main(void) { int ${Array.from({ length: 40 }, (_, n) => `name${n} = ${n}`).join(', ')}; nonsense }`;
      await run('c', long);
      const isWide = () => page.locator('#output').evaluate((one) => one.scrollWidth > one.clientWidth * 1.5);
      expect(await isWide()).toBe(true);
      expect(await page.locator('#wrap').isDisabled()).toBe(true);
      const lines = (await output()).split('\n');
      const caret = lines.findIndex((line) => /^[ |]*\^/.test(line));
      expect(lines[caret]!.indexOf('^')).toBe(lines[caret - 1]!.indexOf('nonsense'));
      await run('python', 'print("long " * 200)');
      expect(await isWide()).toBe(false);
    });
  });
}
