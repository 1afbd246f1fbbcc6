import { Pool, type QueryConfig } from 'pg';
import type { Logger } from 'pino';
import type { Database } from './history.ts';

/** Why PostgreSQL refuses, by its error code, in words that show no setting. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'PostgreSQL refuses the password',
  '28000': 'PostgreSQL refuses this user',
  '3D000': 'PostgreSQL has no such database',
  '42501': 'PostgreSQL does not allow this user to create tables',
  '53300': 'PostgreSQL has no connection left',
};

/**
 * A pool of PostgreSQL connections, which reconnects by itself. A query fails within 5 s when the server does not answer.
 * Each reason why PostgreSQL cannot be used is logged once, until the reason changes.
 */
export function openPostgres(url: string, log: Logger): Database {
  const pool = new Pool({
    connectionString: url,
    max: 5,
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
    keepAlive: true,
  });
  let logged: string | undefined;
  pool.on('error', (error) => log.warn({ err: error.message }, 'an idle connection to PostgreSQL was lost'));
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      try {
        const { rows } = await pool.query(text, [...values]);
        logged = undefined;
        return { rows: rows as Row[] };
      } catch (error) {
        if (!isAnswer(error)) warn(postgresProblem(error), error);
        throw error;
      }
    },
    async script(text) {
      const client = await pool.connect();
      try {
        await client.query({ text, query_timeout: 0 } as QueryConfig);
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };

  function warn(problem: string, error: unknown): void {
    if (problem !== logged) log.warn({ err: error instanceof Error ? error.message : error }, problem);
    logged = problem;
  }
}

/** Errors about data or SQL, with which PostgreSQL shows that it works. */
function isAnswer(error: unknown): boolean {
  return /^(22|23|42(?!501))/.test((error as { code?: string }).code ?? '');
}

/** One sentence that says why the history is not available. */
export function postgresProblem(error: unknown): string {
  const { code = '' } = error as { code?: string };
  return REFUSALS[code] ?? 'PostgreSQL does not answer';
}
