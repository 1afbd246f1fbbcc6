import { rm } from 'node:fs/promises';
import { afterAll } from 'vitest';
import { openPglite } from '../../src/history/pglite.ts';
import { createHistory } from '../../src/history/sql.ts';
import { describeHistory } from '../contract/history.ts';
import { describeMigrations } from '../contract/migrations.ts';
import { dataFolder } from '../support/data-folder.ts';

const folder = await dataFolder();
afterAll(() => rm(folder, { recursive: true }));
describeHistory('PGlite', async () => createHistory(await openPglite(folder)));
describeMigrations('PGlite', async () => openPglite(join(folder, 'first release')));
