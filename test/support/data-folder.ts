import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { CACHE } from '../../tools/wasm-sandbox.ts';

const { version } = createRequire(import.meta.url)('../../node_modules/@electric-sql/pglite/package.json') as {
  version: string;
};
/** The folder of an empty database. Test runs share it, because making an empty database takes seconds. */
const DATABASE = join(dirname(CACHE), `codeengine-pglite-${version}`);

/** A data folder with the caches and the empty database of an earlier start, if there was one. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'codeengine-'));
  await makeDatabase();
  await cp(DATABASE, join(folder, 'history'), { recursive: true });
  // another process may be adding files: an incomplete file has another name
  const filter = (from: string) => !from.endsWith('.new');
  if (existsSync(CACHE)) await cp(CACHE, join(folder, 'wasm'), { recursive: true, filter });
  return folder;
}

/** Saves the database for later tests. Safe when another process does the same at the same time. */
async function makeDatabase(): Promise<void> {
  if (existsSync(DATABASE)) return;
  await mkdir(dirname(DATABASE), { recursive: true });
  const made = await mkdtemp(`${DATABASE}-`);
  await (await PGlite.create(made)).close();
  await rename(made, DATABASE).catch(() => rm(made, { recursive: true }));
}
