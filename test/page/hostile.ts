import { describe, expect, it } from 'vitest';
import type { Visitor, Site } from './visitor.ts';

/** The longest allowed freeze, with tolerance for a busy machine. */
const FREEZE_MS = 3000;

/** Tests of programs whose output attacks the page. */
export function describeHostileOutput(site: Site): void {
  describe('hostile output', () => {
    it('shows HTML as text, wherever it comes from', async () => {
      const { page, run, output } = await site.open();
      const html =
        '<img src=x onerror="document.title=1"><script>document.title=2</script><a href="javascript:1">x</a>';
      await run('python', `import sys\nprint('''${html}''')\nsys.exit('''File "main.py", line 1 ${html}''')`);
      expect((await output()).split('<img src=x').length).toBe(3);
      expect(await page.locator('#output :is(img, script, a[href^=javascript])').count()).toBe(0);
      await run('c', `int main(void) { "${html.replaceAll('"', '\\"')}"; nonsense; }`);
      await page.locator('.cm-lint-marker-error').hover();
      expect(await page.title()).toBe('CodeEngine');
    });

    it('cannot make HTML even if a script tries', async () => {
      const { page } = await site.open();
      const attempt = page.evaluate(() => {
        document.body.innerHTML = '<p>';
      });
      await expect(attempt).rejects.toThrow('TrustedHTML');
      expect(await site.leave()).toEqual([expect.stringContaining('TrustedHTML')]);
    });

    it('survives unfinished and unknown escape sequences', async () => {
      const { run, output } = await site.open();
      const code = `import sys
for piece in ["a\\033[", "31", "mb", "\\033]never ends", "\\033\\033\\033[0m", "\\033[999999;38;5mc", "\\033[38;5;999md", "\\0\\a\\b\\x7fe"]:
    sys.stdout.write(piece)
    sys.stdout.flush()
print()`;
      expect(await run('python', code)).toBe('Completed');
      const [text] = [await output()];
      for (const letter of ['a', 'b', 'c', 'd', 'e\n']) expect(text).toContain(letter);
      expect(text).not.toContain('\u001b[31m');
    });

    it.each([
      ['a line of a megabyte', 'print("x" * 1048000)', 1_048_001],
      ['half a million lines', 'print("x\\n" * 500000)', 1_000_001],
      ['a colour for every letter', 'print("\\033[31mx\\033[32my\\n" * 80000)', 240_001],
      ['a cursor that jumps about', 'print("\\033[9A\\033[9Cx\\n\\n" * 80000)', undefined],
      ['a megabyte that looks like a path', 'raise SystemExit("a/" * 500000)', 1_000_001],
      ['a megabyte of blank lines on stderr', 'raise SystemExit("\\n" * 1000000)', 1_000_001],
      ['a megabyte of unfinished escapes', 'print("\\033]" * 260000 + "\\033[" * 260000)', undefined],
    ])('does not freeze on %s', async (_what, code, length) => {
      const visitor = await site.open();
      await visitor.write('python', code);
      const longest = await longestFrame(visitor, async () => {
        await visitor.press();
        await visitor.sees(code.startsWith('raise') ? 'Exited with code 1' : 'Completed');
        await visitor.page.click('#wrap');
        await visitor.page.locator('#output').evaluate((output) => (output.scrollTop = 0));
      });
      expect(longest).toBeLessThan(FREEZE_MS);
      if (length) expect((await visitor.output()).length).toBe(length);
    });
  });
}

/** The longest time between two frames during an action, in milliseconds. */
async function longestFrame({ page }: Visitor, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const frames = { longest: 0, last: performance.now() };
    Object.assign(globalThis, { frames });
    requestAnimationFrame(function next(now: number) {
      frames.longest = Math.max(frames.longest, now - frames.last);
      frames.last = now;
      requestAnimationFrame(next);
    });
  });
  await act();
  return page.evaluate('frames.longest');
}
