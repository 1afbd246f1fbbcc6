import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { EngineError } from './errors.ts';

/**
 * Opens a connection that reconnects by itself. `impatient` is for HTTP: a command fails within seconds while Redis does
 * not answer. `patient` is for workers: a command waits until Redis answers.
 */
export function connectRedis(url: string, kind: 'impatient' | 'patient', log: Logger): Redis {
  const redis = kind === 'impatient' ? new Redis(url, impatient) : new Redis(url, patient);
  let isLost = false;
  redis.on('error', (error: Error) => {
    if (!isLost) log.warn({ err: error.message, connection: kind }, 'Redis does not answer; reconnecting');
    isLost = true;
  });
  redis.on('ready', () => {
    if (isLost) log.info({ connection: kind }, 'Redis answers again');
    isLost = false;
  });
  return redis;
}

const common = {
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** attempt, 1000),
  connectTimeout: 5000,
} satisfies RedisOptions;
const impatient = { ...common, maxRetriesPerRequest: 2, commandTimeout: 5000 } satisfies RedisOptions;
const patient = { ...common, maxRetriesPerRequest: null } satisfies RedisOptions;

/** The message for a caller when Redis has no memory left. */
export const MEMORY_FULL =
  'The memory for submissions is full. Try again in a few minutes, when older submissions have been deleted.';

/** Turns any error of Redis into `unavailable`, after which a caller may retry. */
export async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const isFull = error instanceof Error && error.message.startsWith('OOM');
    const noAnswer = 'The queue does not answer at the moment. Try again in a few seconds.';
    throw new EngineError('unavailable', isFull ? MEMORY_FULL : noAnswer, { cause: error });
  }
}
