import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { History } from '../../src/history/history.ts';
import { finishedSubmission } from '../support/stories.ts';

/** The tests of every history. */
export function describeHistory(name: string, make: () => Promise<History>): void {
  describe(`history: ${name}`, () => {
    let history: History;
    beforeAll(async () => {
      history = await make();
    });
    afterAll(() => history.close());

    it('returns what was saved, NUL bytes included', async () => {
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

    it('keeps 1 MiB of each stream', async () => {
      const submission = finishedSubmission('x'.repeat(1024 * 1024));
      await history.save(submission);
      expect((await history.find(submission.id))?.stdout.length).toBe(1024 * 1024);
    });

    it('deletes records before a time, oldest first, a given number at once', async () => {
      const days = ['2020-01-01', '2020-01-02', '2020-01-03', '2026-06-01'].map((day) => `${day}T00:00:00.000Z`);
      const saved = days.map((createdAt) => ({ ...finishedSubmission(), createdAt }));
      for (const submission of [...saved].reverse()) await history.save(submission);
      const kept = async () => {
        const found = await Promise.all(saved.map(({ id }) => history.find(id)));
        return found.map((submission) => submission !== undefined);
      };
      expect(await history.deleteBefore(new Date(days[2]!), 1)).toBe(1);
      expect(await kept()).toEqual([false, true, true, true]);
      expect(await history.deleteBefore(new Date(days[2]!), 9)).toBe(1);
      expect(await history.deleteBefore(new Date(days[2]!), 9)).toBe(0);
      expect(await kept()).toEqual([false, false, true, true]);
    });

    it('finds nothing that was never saved', async () => {
      expect(await history.find(randomUUID())).toBeUndefined();
      await history.check();
    });
  });
}
