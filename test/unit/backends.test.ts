import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openPglite } from '../../src/history/pglite.ts';
import { createHistory } from '../../src/history/sql.ts';
import { createMemoryQueue } from '../../src/queue/memory.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { describeHistory } from '../contract/history.ts';
import { ABANDONED_AFTER_MS, describeQueue, QUEUE_MAX } from '../contract/queue.ts';
import { describeStore } from '../contract/store.ts';

describeQueue('memory', async () => createMemoryQueue({ max: QUEUE_MAX, abandonedAfterMs: ABANDONED_AFTER_MS }));
describeStore('memory', async () => createMemoryStore({ ttlMs: 60_000 }));

const folder = await mkdtemp(join(tmpdir(), 'codeengine-pglite-'));
afterAll(() => rm(folder, { recursive: true }));
describeHistory('PGlite', async () => createHistory(await openPglite(folder)));
