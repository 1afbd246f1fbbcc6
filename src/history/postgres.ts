import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Database } from './history.ts';

/** A pool of PostgreSQL connections. A question fails within 5 s when the server does not answer; connections come back. */
export function openPostgres(url: string, log: Logger): Database {
  const pool = new Pool({
    connectionString: url,
    max: 5,
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
    keepAlive: true,
  });
  pool.on('error', (error) => log.warn({ err: error.message }, 'an idle postgres connection was lost'));
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const { rows } = await pool.query(text, [...values]);
      return { rows: rows as Row[] };
    },
    close: () => pool.end(),
  };
}
