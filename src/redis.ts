import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { EngineError } from './errors.ts';

/**
 * Opens a connection that comes back by itself. `impatient` is for HTTP: a command fails within seconds while Redis is
 * away. `patient` is for workers: a command waits until Redis is back.
 */
export function connectRedis(url: string, kind: 'impatient' | 'patient', log: Logger): Redis {
  const redis = kind === 'impatient' ? new Redis(url, impatient) : new Redis(url, patient);
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ err: error.message, connection: kind }, 'redis is away; trying again until it is back');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info({ connection: kind }, 'redis is back');
    away = false;
  });
  return redis;
}

const common = {
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** attempt, 1000),
  connectTimeout: 5000,
} satisfies RedisOptions;
const impatient = { ...common, maxRetriesPerRequest: 2, commandTimeout: 5000 } satisfies RedisOptions;
const patient = { ...common, maxRetriesPerRequest: null } satisfies RedisOptions;

/** For a caller, when Redis has no memory left. */
export const MEMORY_FULL = 'The memory for submissions is full. Try again in a few minutes, when older ones are gone.';

/** Turns "Redis did not answer" into `unavailable`, which the caller may try again. */
export async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const isFull = error instanceof Error && error.message.startsWith('OOM');
    const away = 'The queue does not answer at the moment. Try again in a few seconds.';
    throw new EngineError('unavailable', isFull ? MEMORY_FULL : away, { cause: error });
  }
}
