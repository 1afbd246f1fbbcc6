import { PostgreSqlContainer, type StartedPostgreSqlContainer } from '@testcontainers/postgresql';
import { Wait } from 'testcontainers';

/** Over TCP, where the server that creates the database does not listen. */
const ANSWERS = 'pg_isready --host 127.0.0.1';
/**
 * In place of the library's health check, which Docker repeats four times a second for as long as the server runs. Each
 * is a process in the container, and together they take some quarter of a processor.
 */
const SELDOM = { test: ['CMD', 'true'] as ['CMD', string], interval: 3_600_000 };

/** Starts a PostgreSQL 15 in a container. Resolves when it answers. */
export function startPostgres(): Promise<StartedPostgreSqlContainer> {
  return new PostgreSqlContainer('postgres:15-alpine')
    .withHealthCheck(SELDOM)
    .withWaitStrategy(Wait.forSuccessfulCommand(ANSWERS))
    .start();
}
