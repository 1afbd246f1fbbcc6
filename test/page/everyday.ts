import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Site } from './visitor.ts';

const COLOURED = `import sys
print("plain \\033[31mred\\033[0m \\033[1;94mbold\\033[m", flush=True)
print("\\033[38;2;10;200;30mrgb\\033[0m\\033[2mcut \\033[0m\\033]0;title\\007off", flush=True)
print("oops", file=sys.stderr)
sys.exit(3)`;

/**
 * The most frequent actions: run, read, stop, see how it ended. Few pages and few runs, because these tests run most
 * often.
 */
export function describeEveryday(site: Site): void {
  describe('everyday use', () => {
    it('shows output while the program runs, and a button that becomes Stop', async () => {
      const { page, write, press, reads, sees, output } = await site.open();
      await write('python', 'import time\nprint("first", flush=True)\ntime.sleep(30)\nprint("never")');
      await press();
      await reads('first');
      await sees('Running');
      expect(await page.locator('#clock').textContent()).toMatch(/^\d+\.\d s$/);
      expect(await page.locator('#run span').textContent()).toBe('Stop');
      await press();
      await sees('Stopped');
      expect(await page.locator('#sentence').textContent()).toBe('Cancelled while it was running.');
      expect(await output()).toBe('first\n');
      expect(await page.locator('#run span').textContent()).toBe('Run');
    });

    it('distinguishes stdout, stderr and colours, and says how a run ended', async () => {
      const { page, run, output } = await site.open();
      const says = () => page.locator('#sentence').textContent();
      expect(await run('python', COLOURED)).toBe('Exited with code 3');
      expect(await says()).toBe('');
      expect(await page.locator('#figures').textContent()).toMatch(
        /^Run[\d.]+ m?s(CPU[\d.]+ m?s)?Memory[\d.]+ MiB(Stalled[\d.]+ m?s)?$/,
      );
      expect(await page.locator('#written .stderr').textContent()).toBe('oops\n');
      expect((await output()).replace('oops\n', '')).toBe('plain red bold\nrgbcut off\n');
      expect(await page.locator('#written .ansi-fg-red').textContent()).toBe('red');
      expect(await page.locator('#written .ansi-bold.ansi-fg-brightBlue').textContent()).toMatch(/^bold\n?$/);
      const rgb = page.locator('#written span:text-is("rgb")');
      expect(await rgb.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(10, 200, 30)');

      expect(await run('python', 'print("a")\nif True print("b")\n')).toBe('Exited with code 1');
      expect(await says()).toMatch(/^SyntaxError: /);
      await page.locator('#output a', { hasText: 'line 2' }).first().click();
      expect(await page.locator('.cm-activeLineGutter').first().textContent()).toBe('2');
      expect(await page.locator('.cm-lint-marker-error').count()).toBe(1);
    });

    it('shows whole lines in any order of stdout and stderr, overwritten and cleared as on a terminal', async () => {
      const { page, output: text } = await site.open();
      const shows = async (...pieces: [string, string][]) => {
        await page.evaluate((some) => {
          output.begin();
          for (const [stream, text] of some) output.add({ stream, text });
          return new Promise((resolve) => output.afterPaint(resolve));
        }, pieces);
        return text();
      };
      const [out, err] = ['stdout', 'stderr'];
      expect(await shows([out, 'out 1'], [err, 'err 1'], [out, '\n'], [err, '\n'])).toBe('out 1\nerr 1\n');
      expect(await shows([err, 'err '], [out, 'out 2\nout 3\n'], [err, '1\nerr 2'])).toBe('err 1\nout 2\nout 3\nerr 2');
      expect(await shows([out, '100%'], [err, 'oops\n'], [out, '\n'])).toBe('100%\noops\n');
      expect(await shows([err, '\r10%'], [out, 'a\n'], [err, '\r20%'], [out, 'b\n'])).toBe('20%\na\nb\n');
      expect(await shows([out, '\r'], [err, 'oops\n'], [out, 'a\r\nb\r'], [out, '\n'])).toBe('oops\na\nb\n');
      expect(await shows([out, 'abcdef\rXY\n10%\r\x1b[K9%\n|\b/\b-\n\x1b[31mred\x1b[0m\rR'])).toBe(
        'XYcdef\n9%\n-\nRed',
      );
      expect(await shows([out, 'old\n\x1b[2J\x1b[Hnew\n\x1b[H\x1b[Jnewest\x1b[J\n'])).toBe('newest\n');
      expect(await shows([out, 'a\nb\nc\n\x1b[2A\x1b[KB\x1b[1B\rC!'])).toBe('a\nB\nC!\n');
      expect(await shows([out, '12\n34\n'], [out, '\x1b[H56\n\x1b[1;2H\x1b[31m7'])).toBe('57\n34\n');
      expect(await shows([err, 'x 0%\ny 0%\n'], [err, '\x1b[2Ax 50%\n\n'], [out, 'z'])).toBe('x 50%\ny 0%\nz');
      const many = Array.from({ length: 200 }, (_, n) => `line ${n}\n`);
      expect(await shows([out, `${many.join('')}\x1b[3F\x1b[5Cx\x1b[3B\n${many.join('')}`])).toBe(
        [...many.slice(0, 197), 'line x97\n', ...many.slice(198), '\n', ...many].join(''),
      );
      expect(await shows([out, 'old\x1b[2J\x1b[2;3Hx\x1b[s\n\n\x1b[uy'])).toBe('\n  xy\n\n');
      expect(await shows([out, '日本|\r\x1b[2Cx\n日本\b\b日'])).toBe('日x |\n日日');
      await shows([out, 'b'], [err, 'x\ny'], [out, 'c\n']);
      const download = page.waitForEvent('download');
      await page.click('#download');
      expect(await readFile(await (await download).path(), 'utf8')).toBe('bc\nx\ny');
    });
  });
}
