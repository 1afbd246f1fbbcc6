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
/** Kept over test runs: an empty database takes seconds to make. */
const DATABASE = join(dirname(CACHE), `codeengine-pglite-${version}`);

/** A data folder with what the first start makes, as far as it was made before, so that not every test makes it again. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'codeengine-'));
  await makeDatabase();
  await cp(DATABASE, join(folder, 'history'), { recursive: true });
  // another process may be adding to it: what it has begun has another name
  const filter = (from: string) => !from.endsWith('.new');
  if (existsSync(CACHE)) await cp(CACHE, join(folder, 'wasm'), { recursive: true, filter });
  return folder;
}

/** Another process may do the same at the same time. */
async function makeDatabase(): Promise<void> {
  if (existsSync(DATABASE)) return;
  await mkdir(dirname(DATABASE), { recursive: true });
  const made = await mkdtemp(`${DATABASE}-`);
  await (await PGlite.create(made)).close();
  await rename(made, DATABASE).catch(() => rm(made, { recursive: true }));
}
