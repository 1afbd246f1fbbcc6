import { describe, expect, it } from 'vitest';
import { PATIENCE_MS, type Site } from './visitor.ts';

/** Tests of a language in LANGUAGES_DIR (test/languages/toy), which was unknown when the page was built. */
export function describeAdded(site: Site): void {
  describe('a language that was added', () => {
    it('is offered, begins with its sample, runs, and links an error to its line', async () => {
      const { page, run, output, code } = await site.open();
      await page.locator('#language option[value=toy]').waitFor({ state: 'attached' });
      await page.selectOption('#language', 'toy');
      expect([await code(), await page.locator('#file').textContent()]).toEqual([
        'say Who are you?\nask\n',
        'main.toy',
      ]);
      expect(await run('toy', 'say hello\nask', 'me')).toBe('Completed');
      expect(await output()).toBe('hello\nme\n');
      expect(await run('toy', '# a comment\n\nboo\n')).toBe('Exited with code 1');
      expect(await page.locator('#sentence').textContent()).toBe('there is no boo');
      await page.locator('#output a', { hasText: 'main.toy, line 3' }).click();
      expect(await page.locator('.cm-activeLineGutter').first().textContent()).toBe('3');
      expect(await page.locator('.cm-lint-marker-error').count()).toBe(1);
      const chosen = { name: 'x.toy', mimeType: 'text/plain', buffer: Buffer.from('say chosen') };
      await page.setInputFiles('#chooser', chosen);
      await page.locator('#editor', { hasText: 'say chosen' }).waitFor();
    });

    it('is grey while it is not ready, and the page says why when it is chosen or run', async () => {
      const why = 'Its image is still being made.';
      let ready = false;
      const { page } = await site.open({
        before: (page) =>
          page.route('**/languages', async (route) => {
            const response = await route.fetch();
            const languages = (await response.json()) as { id: string }[];
            const away = { ready, not_ready_because: ready ? null : why };
            await route.fulfill({ json: languages.map((one) => (one.id === 'toy' ? { ...one, ...away } : one)) });
          }),
      });
      const option = page.locator('#language option[value=toy]');
      await option.waitFor({ state: 'attached' });
      expect(await option.textContent()).toBe('Toy · not available');
      await page.selectOption('#language', 'toy');
      await page.locator('#notice', { hasText: why }).waitFor();
      await page.click('#run');
      await page.locator('#headline', { hasText: 'Not run' }).waitFor();
      expect(await page.locator('#sentence').textContent()).toBe(why);
      ready = true;
      await page.fill('#input', 'me');
      await page.click('#run');
      await page.locator('#headline', { hasText: 'Completed' }).waitFor({ timeout: PATIENCE_MS });
      expect(await option.textContent()).toMatch(/^Toy · Toy/);
    });
  });
}
