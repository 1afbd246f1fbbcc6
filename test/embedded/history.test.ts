import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openPglite } from '../../src/history/pglite.ts';
import { createHistory } from '../../src/history/sql.ts';
import { describeHistory } from '../contract/history.ts';
import { describeMigrations } from '../contract/migrations.ts';

const folder = await mkdtemp(join(tmpdir(), 'codeengine-pglite-'));
afterAll(() => rm(folder, { recursive: true }));
describeHistory('PGlite', async () => createHistory(await openPglite(folder)));
describeMigrations('PGlite', async () => openPglite(join(folder, 'first release')));
