import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Site } from './visitor.ts';

const LEAVES = `import os
open('plot.svg', 'w').write('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><script>alert(1)</script></svg>')
open('page.html', 'w').write('<script>alert(1)</script>')
open('broken.png', 'w').write('no picture')
os.mkdir('out dir')
open('out dir/n°1.csv', 'w').write('1,2\\n')
for n in range(14): open(f'x{n}', 'w').write('x')
`;

/** Tests of the files that a program writes. */
export function describeLeaving(site: Site): void {
  describe('files that a program leaves', () => {
    it('are shown as pictures or saved, and never as pages; the switch is kept', async () => {
      const { page, run } = await site.open();
      await run('python', LEAVES);
      expect(await page.locator('#artifacts').isVisible()).toBe(false);
      await page.click('#keep-files');
      await run('python', LEAVES);
      const pictures = page.locator('#artifacts img');
      await page.waitForFunction(() => document.querySelectorAll('#artifacts img').length === 1);
      expect(await pictures.evaluate((one) => [one.alt, one.naturalWidth])).toEqual(['Picture plot.svg', 40]);
      expect(await page.locator('#artifacts li').count()).toBe(16);
      expect(await page.locator('#artifacts li', { hasText: 'page.html' }).textContent()).toBe('page.html25 bytes');
      expect(await page.locator('#artifacts p').textContent()).toBe(
        '2 more files were not kept: a run may leave 16 files of 1 MiB, 4 MiB in all.',
      );
      const download = page.waitForEvent('download');
      await page.click('text=out dir/n°1.csv');
      expect([(await download).suggestedFilename(), await readFile(await (await download).path(), 'utf8')]).toEqual([
        'n°1.csv',
        '1,2\n',
      ]);
      await page.reload();
      await page.locator('#artifacts [alt="Picture plot.svg"]').waitFor();
      await run('python', 'print(1)');
      expect(await page.locator('#artifacts').isVisible()).toBe(false);
      expect(await page.getAttribute('#keep-files', 'aria-pressed')).toBe('true');
    });
  });
}
