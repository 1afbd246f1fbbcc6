import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { RedisContainer } from '@testcontainers/redis';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../tools/free-port.ts';
import { startPostgres } from '../../tools/postgres-container.ts';
import { dockerIsHere, leaveOut } from './left-out.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of a Redis 7; '' if none can be started. */
    redisUrl: string;
    /** The URL of a PostgreSQL 15; '' if none can be started. */
    databaseUrl: string;
  }
}

const REDIS_IMAGE = 'redis:7-alpine';
type Started = { url: string; stop: () => Promise<unknown> };

/** Starts the servers of the integration tests once, and stops them afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true'; // this file itself stops the servers
  const redis = dockerIsHere() ? await redisContainer() : await localRedis();
  const postgres = dockerIsHere() ? await postgresContainer() : undefined;
  if (!redis) leaveOut('tests on Redis', 'neither Docker nor redis-server is here');
  if (!postgres) leaveOut('tests on PostgreSQL', 'Docker is not here');
  project.provide('redisUrl', redis?.url ?? '');
  project.provide('databaseUrl', postgres?.url ?? '');
  return async () => {
    await redis?.stop();
    await postgres?.stop();
  };
}

async function redisContainer(): Promise<Started> {
  const container = await new RedisContainer(REDIS_IMAGE).start();
  return { url: container.getConnectionUrl(), stop: () => container.stop() };
}

async function postgresContainer(): Promise<Started> {
  const container = await startPostgres();
  return { url: container.getConnectionUri(), stop: () => container.stop() };
}

async function localRedis(): Promise<Started | undefined> {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const port = await freePort();
  const server = spawn('redis-server', ['--port', `${port}`, '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const stop = async () => {
    server.kill();
    await once(server, 'exit');
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}
