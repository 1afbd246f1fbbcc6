import { expect, it } from 'vitest';
import { createMemoryInbox } from '../../src/inbox/memory.ts';
import { createMemoryQueue } from '../../src/queue/memory.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createMemoryRegistry } from '../../src/workers/memory.ts';
import { describeHistory } from '../contract/history.ts';
import { describeInbox, INBOX_MAX_BYTES } from '../contract/inbox.ts';
import { ABANDONED_AFTER_MS, describeQueue, QUEUE_MAX, QUEUE_MAX_BYTES } from '../contract/queue.ts';
import { describeStore } from '../contract/store.ts';
import { describeRegistry, LIVES_MS } from '../contract/workers.ts';
import { createMemoryHistory } from '../support/memory-history.ts';
import { finished, output, queued, running } from '../support/stories.ts';

describeQueue('memory', async () =>
  createMemoryQueue({ max: QUEUE_MAX, maxBytes: QUEUE_MAX_BYTES, abandonedAfterMs: ABANDONED_AFTER_MS }),
);
describeInbox('memory', async () => createMemoryInbox({ maxBytes: INBOX_MAX_BYTES }));
describeStore('memory', async () => createMemoryStore({ ttlMs: 60_000 }));
describeRegistry('memory', async () => createMemoryRegistry(LIVES_MS));
describeHistory('in memory, for API tests', async () => createMemoryHistory());

it('a memory store stays within its size: it first drops the oldest story that the history has', async () => {
  const store = createMemoryStore({ ttlMs: 60_000, keepBytes: 25_000 });
  await store.claim('key', { id: 'old', fingerprint: 'f' });
  const ids = ['unsaved', 'old', 'newer', 'newest'];
  for (const id of ids) {
    await store.append(id, queued);
    for (const event of [running, output('x'.repeat(10_000)), finished]) await store.append(id, event, undefined);
    if (id !== 'unsaved') store.saved(id);
  }
  const kept = await Promise.all(ids.map(async (id) => (await store.find(id)) !== undefined));
  expect(kept).toEqual([true, false, true, true]);
  expect(await store.claim('key', { id: 'other', fingerprint: 'f' })).toMatchObject({ id: 'old' });
  await store.close();
});
