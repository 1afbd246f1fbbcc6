import { pino } from 'pino';
import { expect, it } from 'vitest';
import { startRetention } from '../../src/retention.ts';
import { eventually } from '../support/engine.ts';
import { createMemoryHistory } from '../support/memory-history.ts';
import { finishedSubmission } from '../support/stories.ts';

it('deletes submissions older than the given number of days, and no newer ones', async () => {
  const history = createMemoryHistory();
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const ages = [400, 31, 29, 0];
  const saved = ages.map((days) => ({ ...finishedSubmission(), createdAt: daysAgo(days) }));
  for (const submission of saved) await history.save(submission);
  const retention = startRetention({ history, days: 30, log: pino({ level: 'silent' }) });
  await eventually(async () => (await history.find(saved[1]!.id)) === undefined);
  const found = await Promise.all(saved.map(({ id }) => history.find(id)));
  expect(found.map((submission) => submission !== undefined)).toEqual([false, false, true, true]);
  await retention.close();
  await history.close();
});
