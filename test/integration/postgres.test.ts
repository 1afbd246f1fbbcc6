import { pino } from 'pino';
import { describe, expect, inject, it } from 'vitest';
import { openPostgres, postgresProblem } from '../../src/history/postgres.ts';
import { createHistory } from '../../src/history/sql.ts';
import { describeHistory } from '../contract/history.ts';
import { describeMigrations } from '../contract/migrations.ts';

const url = inject('databaseUrl');
const log = pino({ level: 'silent' });

describe.skipIf(!url)('on PostgreSQL', () => {
  describeHistory('PostgreSQL', async () => createHistory(openPostgres(url, log)));

  describeMigrations('PostgreSQL', async () => {
    const admin = openPostgres(url, log);
    await admin.query('CREATE DATABASE first_release');
    await admin.close();
    return openPostgres(url.replace(/\/[^/]*$/, '/first_release'), log);
  });

  it('survives the loss of its connections', async () => {
    const database = openPostgres(url, log);
    const history = createHistory(database);
    await history.check();
    const killer = openPostgres(url, log);
    await killer.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
    );
    await history.check().catch(() => {}); // the first call on a lost connection may fail
    await history.check();
    await history.close();
    await killer.close();
  });

  it('reports that the password is refused, and logs this once', async () => {
    const wrong = new URL(url);
    wrong.password = 'wrong';
    const logged: string[] = [];
    const history = createHistory(
      openPostgres(wrong.href, pino({ base: null }, { write: (line) => logged.push(line) })),
    );
    for (let round = 0; round < 3; round++) {
      const problem = await history.check().then(() => 'none', postgresProblem);
      expect(problem).toBe('PostgreSQL refuses the password');
    }
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('PostgreSQL refuses the password');
    await history.close();
  });

  it('can apply its schema several times', async () => {
    for (let round = 0; round < 3; round++) {
      const history = createHistory(openPostgres(url, log));
      await expect(history.check()).resolves.toBeUndefined();
      await history.close();
    }
  });
});
