import { readSubmission } from '../domain/earlier.ts';
import type { Submission } from '../domain/record.ts';
import type { Database, History } from './history.ts';
import { migrate } from './migrations.ts';

const INSERT = `INSERT INTO submissions
  (id, owner, language, status, reason, created_at, started_at, finished_at, record)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`;
const FIND = 'SELECT record FROM submissions WHERE id = $1';
const DELETE = `DELETE FROM submissions WHERE id IN
  (SELECT id FROM submissions WHERE created_at < $1 ORDER BY created_at LIMIT $2) RETURNING id`;

/** A history in SQL: the record as JSON, and columns for an operator's queries. Applies the schema before the first query. */
export function createHistory(database: Database): History {
  let schema: Promise<void> | undefined;

  return {
    async save(submission) {
      await ready();
      await database.query(INSERT, valuesOf(submission));
    },
    async find(id) {
      await ready();
      const { rows } = await database.query<{ record: Uint8Array }>(FIND, [id]);
      return rows[0] && submissionOf(rows[0].record);
    },
    async deleteBefore(time, most) {
      await ready();
      return (await database.query(DELETE, [time.toISOString(), most])).rows.length;
    },
    async check() {
      await ready();
      await database.query('SELECT 1');
    },
    close: () => database.close(),
  };

  async function ready(): Promise<void> {
    schema ??= migrate(database);
    await schema.catch((error) => {
      schema = undefined; // the next call tries again
      throw error;
    });
  }
}

function valuesOf(submission: Submission): unknown[] {
  const { id, request, status, result, createdAt, startedAt, finishedAt } = submission;
  if (!result) throw new Error(`submission ${id} is not finished, so the history cannot save it`);
  const record = Buffer.from(JSON.stringify(submission));
  return [id, null, request.language, status, result.reason, createdAt, startedAt, finishedAt, record];
}

function submissionOf(record: Uint8Array): Submission {
  return readSubmission(JSON.parse(Buffer.from(record).toString('utf8'), textOfBase64));
}

/** Migration 2 has written texts as base64. */
function textOfBase64(_name: string, value: unknown): unknown {
  const { base64 } = (value ?? {}) as { base64?: unknown };
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString('utf8') : value;
}
