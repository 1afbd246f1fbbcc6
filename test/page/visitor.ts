import { chromium, type Browser, type BrowserContextOptions, type Page, type Request } from 'playwright-core';
import { CHROMIUM } from '../support/left-out.ts';
import { createWarmPage, USUAL } from './warm-page.ts';

/** How long a test waits for a run, on a slow machine with other work. */
export const PATIENCE_MS = 200_000;

/** The page as a file; `?api=` names its engine. */
export const FROM_DISK = new URL('../../frontend/index.html', import.meta.url).href;

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

interface Opening extends BrowserContextOptions {
  /** Where on the site; `/` if absent. */
  path?: string;
  /** The whole address, of another site. */
  url?: string;
  /** Prepares the page before it is loaded. */
  before?(page: Page): Promise<unknown>;
}

/** Opens pages in a real browser. Each page has an empty profile, unless it is opened beside another. */
export interface Site {
  readonly url: string;
  open(opening?: Opening): Promise<Visitor>;
  /** Closes the pages, and returns the errors in their consoles. */
  leave(): Promise<string[]>;
}

/** A user with an open page. */
export interface Visitor {
  readonly page: Page;
  /** Chooses the language, empties the editor, and pastes. */
  write(language: string, code: string, input?: string): Promise<void>;
  code(): Promise<string>;
  press(): Promise<void>;
  /** Resolves when the verdict's headline contains this. */
  sees(headline: string): Promise<void>;
  /** Resolves when the output contains this. */
  reads(text: string): Promise<void>;
  output(): Promise<string>;
  run(language: string, code: string, input?: string): Promise<string>;
  /** Another tab of the same browser. */
  beside(path?: string): Promise<Visitor>;
}

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

export function createSite(browser: () => Browser, url: () => string): Site {
  const warm = createWarmPage(browser);
  const watched = new WeakSet<Page>();
  const closers: (() => Promise<void>)[] = [];
  const problems: string[] = [];

  return {
    get url() {
      return url();
    },
    async open({ path = '/', url: where, before, viewport, ...more } = {}) {
      const { colorScheme = 'light', reducedMotion = USUAL.reducedMotion, ...profile } = more;
      const isUsual = !where && !before && Object.keys(profile).length === 0;
      const page = (isUsual && (await warm.take())) || (await newPage(profile));
      if (viewport) await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion });
      return visit(page, where ?? `${url()}${path}`, before);
    },
    async leave() {
      for (const close of closers.splice(0)) await close();
      await warm.putBack(url());
      return problems.splice(0);
    },
  };

  async function newPage(profile: BrowserContextOptions): Promise<Page> {
    const context = await browser().newContext({ ...USUAL, ...profile });
    closers.push(() => context.close());
    return context.newPage();
  }

  function watch(page: Page): void {
    if (watched.has(page)) return;
    watched.add(page);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  }

  async function visit(page: Page, where: string, before?: (page: Page) => Promise<unknown>): Promise<Visitor> {
    watch(page);
    // Chromium aborts requests when a network interface appears or disappears, as those of containers do
    let isDisturbed = false;
    const notice = (request: Request) => {
      isDisturbed ||= request.failure()?.errorText === 'net::ERR_NETWORK_CHANGED';
    };
    page.on('requestfailed', notice);
    await before?.(page);
    do {
      isDisturbed = false;
      const known = problems.length;
      await page.goto(where).catch((error: Error) => {
        if (!error.message.includes('ERR_NETWORK_CHANGED')) throw error;
        isDisturbed = true;
      });
      if (isDisturbed) problems.length = known;
    } while (isDisturbed);
    page.off('requestfailed', notice);
    return visitorOf(page, (path) =>
      page
        .context()
        .newPage()
        .then((other) => visit(other, `${url()}${path}`)),
    );
  }
}

function visitorOf(page: Page, beside: (path: string) => Promise<Visitor>): Visitor {
  const containing = async (selector: string, text: string) =>
    page.locator(selector).filter({ hasText: text }).waitFor({ timeout: PATIENCE_MS });
  const visitor: Visitor = {
    page,
    async write(language, code, input = '') {
      await page.selectOption('#language', language);
      await page.locator('#editor').locator('.cm-content, textarea').focus();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.press('Delete');
      await page.keyboard.insertText(code);
      await page.fill('#input', input);
    },
    code: () => page.evaluate('editor.text()'),
    press: () => page.click('#run'),
    sees: (headline) => containing('#headline', headline),
    reads: (text) => containing('#written', text),
    output: async () => (await page.locator('#written').textContent()) ?? '',
    async run(language, code, input) {
      await visitor.write(language, code, input);
      await page.click('#run');
      await page.locator('#verdict:not([data-tone=busy])').waitFor({ timeout: PATIENCE_MS });
      await page.locator('#run[data-does=run]').waitFor({ timeout: PATIENCE_MS });
      return (await page.locator('#headline').textContent()) ?? '';
    },
    beside: (path = '/') => beside(path),
  };
  return visitor;
}
