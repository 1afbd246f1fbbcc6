import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './history.ts';

const FOLDER = new URL('../../db/migrations/', import.meta.url);
const APPLIED = `CREATE TABLE IF NOT EXISTS migrations (
  version    integer     PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;
/**
 * The error when two processes migrate at once: PostgreSQL lets the second one wait until the first has applied the
 * migration.
 */
const DUPLICATE = /duplicate key/;

/**
 * Brings a database to the schema of this version: applies the missing files of db/migrations in the order of their
 * numbers, each in a transaction. Several processes may do so at once.
 */
export async function migrate(database: Database): Promise<void> {
  await database.query(APPLIED).catch(ignoreDuplicate);
  const { rows } = await database.query<{ version: number }>('SELECT version FROM migrations');
  const applied = new Set(rows.map(({ version }) => version));
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  for (const file of files) {
    const version = Number.parseInt(file, 10);
    if (applied.has(version)) continue;
    const sql = await readFile(new URL(file, FOLDER), 'utf8');
    await database.script(`INSERT INTO migrations (version) VALUES (${version});\n${sql}`).catch(ignoreDuplicate);
  }
}

function ignoreDuplicate(error: Error): void {
  if (!DUPLICATE.test(error.message)) throw error;
}
