import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** What every page of the tests begins with. A pulsing dot would be painted 60 times a second while a program runs. */
export const USUAL = {
  viewport: { width: 1280, height: 800 },
  reducedMotion: 'reduce' as const,
  permissions: ['clipboard-read', 'clipboard-write'],
} satisfies BrowserContextOptions;

/** A page that one test after another uses: a new one takes twice the processor time, because nothing is compiled. */
export interface WarmPage {
  /** The page, with an empty profile; undefined when it is taken. */
  take(): Promise<Page | undefined>;
  /** Takes the page from whoever has it, and empties its profile; `url` is the site that has stored things there. */
  putBack(url: string): Promise<void>;
}

export function createWarmPage(browser: () => Browser): WarmPage {
  let page: Page | undefined;
  let isTaken = false;

  return {
    async take() {
      if (isTaken) return undefined;
      isTaken = true;
      return (page ??= await browser()
        .newContext(USUAL)
        .then((context) => context.newPage()));
    },
    async putBack(url) {
      if (!page || !isTaken) return;
      const used = page;
      await empty(used, url).catch(() => {
        page = undefined;
        return used.context().close();
      });
      isTaken = false;
    },
  };
}

async function empty(page: Page, url: string): Promise<void> {
  const context = page.context();
  for (const other of context.pages()) if (other !== page) await other.close();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.setOffline(false);
  await page.setViewportSize(USUAL.viewport);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: USUAL.reducedMotion });
  await page.goto(`${url}/languages`); // the same storage, and no script that writes into it
  await page.evaluate('localStorage.clear(); sessionStorage.clear()');
}
