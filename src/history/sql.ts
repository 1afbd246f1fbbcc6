import { readFile } from 'node:fs/promises';
import type { Reason, SandboxName, Status, Submission } from '../domain.ts';
import type { Database, History } from './history.ts';

const INIT_SQL = new URL('../../db/init.sql', import.meta.url);
const COLUMNS = [
  'id',
  'language',
  'code',
  'input',
  'status',
  'reason',
  'message',
  'stdout',
  'stderr',
  'stdout_truncated',
  'stderr_truncated',
  'exit_code',
  'signal',
  'execution_time_ms',
  'compile_time_ms',
  'cpu_time_ms',
  'memory_peak_bytes',
  'sandbox',
  'created_at',
  'started_at',
  'finished_at',
  'compile_output',
] as const;
const INSERT = `INSERT INTO submissions (${COLUMNS.join(', ')})
  VALUES (${COLUMNS.map((_, index) => `$${index + 1}`).join(', ')}) ON CONFLICT (id) DO NOTHING`;

const DELETE = `DELETE FROM submissions WHERE id IN
  (SELECT id FROM submissions WHERE created_at < $1 ORDER BY created_at LIMIT $2) RETURNING id`;

interface Row {
  id: string;
  language: string;
  code: Uint8Array;
  input: Uint8Array;
  status: Status;
  reason: Reason | null;
  message: string | null;
  stdout: Uint8Array;
  stderr: Uint8Array;
  stdout_truncated: boolean;
  stderr_truncated: boolean;
  exit_code: number | null;
  signal: string | null;
  execution_time_ms: number | null;
  compile_time_ms: number | null;
  cpu_time_ms: number | null;
  memory_peak_bytes: string | number | null;
  sandbox: SandboxName | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date;
  /** null in rows from before the column. */
  compile_output: Uint8Array | null;
}

/** History in SQL. The schema is applied before the first question that reaches the database. */
export function createHistory(database: Database): History {
  let schema: Promise<void> | undefined;

  return {
    async save(submission) {
      await ready();
      await database.query(INSERT, valuesOf(submission));
    },
    async find(id) {
      await ready();
      const { rows } = await database.query<Row>(`SELECT ${COLUMNS.join(', ')} FROM submissions WHERE id = $1`, [id]);
      return rows[0] && submissionOf(rows[0]);
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
    schema ??= applySchema(database);
    await schema.catch((error) => {
      schema = undefined; // the next question tries again
      throw error;
    });
  }
}

async function applySchema(database: Database): Promise<void> {
  const sql = await readFile(INIT_SQL, 'utf8');
  const statements = sql.replace(/^--.*$/gm, '').split(';');
  for (const statement of statements) if (statement.trim() !== '') await database.query(statement);
}

function valuesOf(submission: Submission): unknown[] {
  const { id, request, status, result, stdout, stderr, compiler, sandbox, createdAt, startedAt, finishedAt } =
    submission;
  if (!result) throw new Error(`submission ${id} is not finished, so it is no history yet`);
  const row: Record<(typeof COLUMNS)[number], unknown> = {
    id,
    language: request.language,
    code: Buffer.from(request.code),
    input: Buffer.from(request.input),
    status,
    reason: result.reason,
    message: result.message,
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(stderr),
    stdout_truncated: result.stdoutTruncated,
    stderr_truncated: result.stderrTruncated,
    exit_code: result.exitCode,
    signal: result.signal,
    execution_time_ms: result.runMs,
    compile_time_ms: result.compileMs,
    cpu_time_ms: result.cpuMs,
    memory_peak_bytes: result.memoryPeakBytes,
    sandbox,
    created_at: createdAt,
    started_at: startedAt,
    finished_at: finishedAt,
    compile_output: Buffer.from(compiler),
  };
  return COLUMNS.map((column) => row[column]);
}

function submissionOf(row: Row): Submission {
  return {
    id: row.id,
    request: { language: row.language, code: textOf(row.code), input: textOf(row.input) },
    status: row.status,
    sandbox: row.sandbox,
    stdout: textOf(row.stdout),
    stderr: textOf(row.stderr),
    compiler: row.compile_output ? textOf(row.compile_output) : '',
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at.toISOString(),
    result: {
      status: row.status as Exclude<Status, 'queued' | 'running'>,
      reason: row.reason,
      message: row.message,
      exitCode: row.exit_code,
      signal: row.signal,
      runMs: row.execution_time_ms,
      compileMs: row.compile_time_ms,
      cpuMs: row.cpu_time_ms,
      memoryPeakBytes: row.memory_peak_bytes === null ? null : Number(row.memory_peak_bytes),
      stdoutTruncated: row.stdout_truncated,
      stderrTruncated: row.stderr_truncated,
    },
  };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
