import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { History } from '../../src/history/history.ts';
import { finishedSubmission } from '../support/stories.ts';

/** What every history does. */
export function describeHistory(name: string, make: () => Promise<History>): void {
  describe(`history: ${name}`, () => {
    let history: History;
    beforeAll(async () => {
      history = await make();
    });
    afterAll(() => history.close());

    it('gives back what it was given, NUL bytes and all', async () => {
      const submission = finishedSubmission('nul \u0000, emoji 🙂, replacement \uFFFD\n', 'print("\u0000")');
      await history.save(submission);
      expect(await history.find(submission.id)).toEqual(submission);
    });

    it('saves a submission once', async () => {
      const submission = finishedSubmission();
      await history.save(submission);
      await history.save({ ...submission, stdout: 'another' });
      expect((await history.find(submission.id))?.stdout).toBe(submission.stdout);
    });

    it('keeps a mebibyte of each stream', async () => {
      const submission = finishedSubmission('x'.repeat(1024 * 1024));
      await history.save(submission);
      expect((await history.find(submission.id))?.stdout.length).toBe(1024 * 1024);
    });

    it('does not know what was never saved', async () => {
      expect(await history.find(randomUUID())).toBeUndefined();
      await history.check();
    });
  });
}
