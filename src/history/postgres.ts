import { Pool, type QueryConfig } from 'pg';
import type { Logger } from 'pino';
import type { Database } from './history.ts';

/** In words that hold no setting: why PostgreSQL cannot be used, by the code that it answers with. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'PostgreSQL refuses the password',
  '28000': 'PostgreSQL does not let this user in',
  '3D000': 'PostgreSQL has no such database',
  '42501': 'PostgreSQL does not let this user make its table',
  '53300': 'PostgreSQL has no connection left',
};

/**
 * A pool of PostgreSQL connections. A question fails within 5 s when the server does not answer; connections come back.
 * Why it cannot be used is logged once, until that changes.
 */
export function openPostgres(url: string, log: Logger): Database {
  const pool = new Pool({
    connectionString: url,
    max: 5,
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
    keepAlive: true,
  });
  let said: string | undefined;
  pool.on('error', (error) => log.warn({ err: error.message }, 'an idle postgres connection was lost'));
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      try {
        const { rows } = await pool.query(text, [...values]);
        said = undefined;
        return { rows: rows as Row[] };
      } catch (error) {
        if (!isAnswer(error)) say(postgresProblem(error), error);
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

  function say(problem: string, error: unknown): void {
    if (problem !== said) log.warn({ err: error instanceof Error ? error.message : error }, problem);
    said = problem;
  }
}

/** Wrong data and wrong SQL: PostgreSQL is there. */
function isAnswer(error: unknown): boolean {
  return /^(22|23|42(?!501))/.test((error as { code?: string }).code ?? '');
}

/** One sentence for whoever asks why the history is away. */
export function postgresProblem(error: unknown): string {
  const { code = '' } = error as { code?: string };
  return REFUSALS[code] ?? 'PostgreSQL does not answer';
}
