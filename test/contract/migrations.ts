import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Database } from '../../src/history/history.ts';
import { createHistory } from '../../src/history/sql.ts';

const FIRST_RELEASE = new URL('../../db/migrations/0001-submissions.sql', import.meta.url);
const IDS = ['0192f0c1-0000-7000-8000-000000000001', '0192f0c1-0000-7000-8000-000000000002'];
const bytes = (text: string) => Buffer.from(text);
const INSERT = `INSERT INTO submissions VALUES (${Array.from({ length: 22 }, (_, n) => `$${n + 1}`).join(', ')})`;
const CODE = 'int main() { /* \u0000 ü */ }\n'.repeat(10);
const ROWS = [
  // prettier-ignore
  [IDS[0], 'cpp', bytes(CODE), bytes('in\u0000'), 'error', 'signal', 'It said "no".', bytes('out 🙂'), bytes('"quoted"\n'), false, true,
    null, 'SIGSEGV', 12.5, 340, 9, '8912896', 'docker', '2026-01-02T03:04:05.678Z', '2026-01-02T03:04:06.000Z', '2026-01-02T03:04:07.100Z', bytes('warning')],
  // prettier-ignore
  [IDS[1], 'python', bytes('print(1)'), bytes(''), 'cancelled', 'cancelled', 'Cancelled before it started.', bytes(''), bytes(''), false, false,
    null, null, null, null, null, null, null, '2026-01-02T03:04:05.000Z', null, '2026-01-02T03:04:07.000Z', null],
];

/** Tests that the migrations lose nothing of a database of the first release. */
export function describeMigrations(name: string, open: () => Promise<Database>): void {
  it(`${name}: migrates the history of the first release, also when two processes start at once`, async () => {
    const old = await open();
    await old.script(await readFile(FIRST_RELEASE, 'utf8'));
    for (const row of ROWS) await old.query(INSERT, row);
    const [history, another] = [createHistory(old), createHistory(old)];
    await Promise.all([history.check(), another.check()]);
    expect(await history.find(IDS[0]!)).toEqual({
      id: IDS[0],
      request: {
        language: 'cpp',
        files: [{ name: 'main.cpp', content: CODE }],
        compilerArgs: [],
        runs: [{ stdin: 'in\u0000', args: [] }],
        limits: {},
      },
      status: 'error',
      sandbox: 'docker',
      stdout: 'out 🙂',
      stderr: '"quoted"\n',
      compiler: 'warning',
      tests: [],
      artifacts: null,
      transcript: null,
      createdAt: '2026-01-02T03:04:05.678Z',
      startedAt: '2026-01-02T03:04:06.000Z',
      finishedAt: '2026-01-02T03:04:07.100Z',
      result: {
        status: 'error',
        reason: 'signal',
        message: 'It said "no".',
        exitCode: null,
        signal: 'SIGSEGV',
        compileMs: 340,
        runMs: 12.5,
        usage: {
          wallMs: 12.5,
          stalledMs: null,
          cpuMs: 9,
          memoryPeakBytes: 8_912_896,
          stdoutTruncated: false,
          stderrTruncated: true,
        },
      },
    });
    expect(await history.find(IDS[1]!)).toMatchObject({
      startedAt: null,
      result: { reason: 'cancelled', runMs: null, usage: null },
    });
    const { rows } = await old.query<{ version: number }>('SELECT version FROM migrations ORDER BY version');
    expect(rows.map(({ version }) => version)).toEqual([1, 2]);
    await history.close();
  });
}
