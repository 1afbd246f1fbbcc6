import { describe, expect, it } from 'vitest';
import { flood } from '../../tools/overload/flood.ts';
import type { Row } from '../../tools/gauge.ts';
import { manyStreams, slowReaders } from '../../tools/overload/readers.ts';

/** Three times the time that `npm run overload` allows, for a machine that others use too. */
const ANSWER_MS = 3000;
const bad = (rows: Row[]) => rows.filter(({ good }) => !good);

/** The tests of `npm run overload`, for a short time, on an engine whose queue has room for 40. */
export function describeOverload(url: () => string): void {
  describe('an engine under overload', () => {
    it('accepts, refuses and recovers when it gets ten times as many programs as it can run', async () => {
      expect(bad(await flood(url(), { seconds: 2, answerMs: ANSWER_MS }))).toEqual([]);
    }, 240_000);

    it('does not fill its memory for readers that do not read', async () => {
      expect(bad(await slowReaders(url(), 40))).toEqual([]);
    }, 120_000);

    it('keeps many streams open', async () => {
      expect(bad(await manyStreams(url(), 300))).toEqual([]);
    }, 120_000);
  });
}
