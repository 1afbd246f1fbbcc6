import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import type { Database } from './history.ts';

/** PostgreSQL in this process, kept in `folder`, which one process may use at a time. */
export async function openPglite(folder: string): Promise<Database> {
  await mkdir(folder, { recursive: true });
  const database = await PGlite.create(folder);
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      return database.query<Row>(text, [...values]);
    },
    close: () => database.close(),
  };
}
