import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openPglite } from '../../src/history/pglite.ts';
import { createHistory } from '../../src/history/sql.ts';
import { describeHistory } from '../contract/history.ts';
import { describeMigrations } from '../contract/migrations.ts';
import { dataFolder } from '../support/data-folder.ts';

const [folder, another] = [await dataFolder(), await dataFolder()];
afterAll(() => Promise.all([folder, another].map((made) => rm(made, { recursive: true }))));
describeHistory('PGlite', async () => createHistory(await openPglite(folder)));
describeMigrations('PGlite', async () => openPglite(another));

it('PGlite starts with the first query', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'codeengine-'));
  const made = () => readdir(empty);
  try {
    const history = createHistory(await openPglite(empty));
    expect(await made()).toEqual(['engine.lock']);
    await history.check();
    expect(await made()).toContain('history');
    await history.close();
    expect(await made()).toEqual(['history']);
    await (await openPglite(empty)).close();
  } finally {
    await rm(empty, { recursive: true });
  }
});
