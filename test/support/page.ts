import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { describeAsking } from '../page/asking.ts';
import { describeCompiling } from '../page/compiling.ts';
import { describeDelivery } from '../page/delivery.ts';
import { describeEditing } from '../page/editing.ts';
import { describeEveryday } from '../page/everyday.ts';
import { describeHostileOutput } from '../page/hostile.ts';
import { describeLeaving } from '../page/leaving.ts';
import { describeManners } from '../page/manners.ts';
import { describeRefusals } from '../page/refusals.ts';
import { describeRemembering } from '../page/remembering.ts';
import { describeRunning } from '../page/running.ts';
import { describeTesting } from '../page/testing.ts';
import { describeTrouble } from '../page/trouble.ts';
import { describeVerdicts } from '../page/verdicts.ts';
import { createSite, launch, type Site } from '../page/visitor.ts';
import { CHROMIUM, chromiumIsHere, missing } from './left-out.ts';

/** Messages in the browser's console about responses that a test causes on purpose. */
const EXPECTED = /Failed to load resource|net::ERR_/;

type Part = (site: Site) => void;

/** The tests with few pages and few runs. */
export const PAGE_IN_SHORT: readonly Part[] = [describeEveryday];
/** The tests whose result a gateway or another sandbox can change. The other tests are the same for every engine. */
export const PAGE_BEHIND_GATEWAY: readonly Part[] = [
  ...PAGE_IN_SHORT,
  describeCompiling,
  describeRefusals,
  describeDelivery,
];
/** All tests that are not in PAGE_IN_SHORT. */
export const PAGE_AT_LENGTH: readonly Part[] = [
  ...PAGE_BEHIND_GATEWAY.filter((part) => !PAGE_IN_SHORT.includes(part)),
  describeTrouble,
  describeRunning,
  describeTesting,
  describeAsking,
  describeLeaving,
  describeVerdicts,
  describeEditing,
  describeHostileOutput,
  describeRemembering,
  describeManners,
];

/** The tests of these parts of the page, in a real browser. */
export function describePage(stackUrl: () => string, parts: readonly Part[]): void {
  describe.skipIf(missing(chromiumIsHere(), 'the page in a browser', `there is no ${CHROMIUM}`))('the page', () => {
    let browser: Browser;
    const site = createSite(() => browser, stackUrl);
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser?.close());
    afterEach(async () => {
      expect((await site.leave()).filter((problem) => !EXPECTED.test(problem))).toEqual([]);
    });

    for (const describePart of parts) describePart(site);
  });
}
