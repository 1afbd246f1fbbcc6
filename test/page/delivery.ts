import { describe, expect, it } from 'vitest';
import { FROM_DISK, type Site } from './visitor.ts';

/** Tests of the page's size, its hosts and its policy. */
export function describeDelivery(site: Site): void {
  describe('delivery', () => {
    it('loads less than 300 KB, from one host, under a strict policy', async () => {
      const hosts = new Set<string>();
      let bytes = 0;
      const visitor = await site.open({
        before: async (page) => {
          const session = await page.context().newCDPSession(page);
          await session.send('Network.enable');
          session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
          page.on('request', (request) => hosts.add(new URL(request.url()).host));
        },
      });
      await visitor.page.waitForLoadState('networkidle');
      expect([...hosts]).toEqual([new URL(site.url).host]);
      process.stdout.write(`  the page is ${Math.round(bytes / 1024)} KB over the wire\n`);
      expect(bytes).toBeLessThan(300 * 1024);
      const policy = (await fetch(site.url)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain('unsafe');
    });

    it('works when it is opened as a file', async () => {
      const { run, output, page } = await site.open({ url: `${FROM_DISK}?api=${site.url}` });
      expect(await run('python', 'print("from", "disk")')).toBe('Completed');
      expect(await output()).toBe('from disk\n');
      expect(page.url()).toContain(new URL(FROM_DISK).pathname);
    });
  });
}
