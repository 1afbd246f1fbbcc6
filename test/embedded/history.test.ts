import { rm } from 'node:fs/promises';
import { afterAll } from 'vitest';
import { openPglite } from '../../src/history/pglite.ts';
import { createHistory } from '../../src/history/sql.ts';
import { describeHistory } from '../contract/history.ts';
import { describeMigrations } from '../contract/migrations.ts';
import { dataFolder } from '../support/data-folder.ts';

const [folder, another] = [await dataFolder(), await dataFolder()];
afterAll(() => Promise.all([folder, another].map((made) => rm(made, { recursive: true }))));
describeHistory('PGlite', async () => createHistory(await openPglite(folder)));
describeMigrations('PGlite', async () => openPglite(another));
