import type { Logger } from 'pino';
import type { EngineConfig } from '../config.ts';
import { readJob, readSubmission } from '../domain/earlier.ts';
import { MOST, type Limits } from '../domain/limits.ts';
import type { Submission } from '../domain/record.ts';
import type { Job } from '../domain/request.ts';
import { openPostgres, postgresProblem } from '../history/postgres.ts';
import { createHistory } from '../history/sql.ts';
import { createRedisInbox } from '../inbox/redis.ts';
import { createRedisQueue } from '../queue/redis.ts';
import { RECORDER_HOLDS_MS } from '../recorder.ts';
import { connectRedis } from '../redis.ts';
import { createRedisStore } from '../store/redis.ts';
import { createRedisRegistry } from '../workers/redis.ts';
import { abandonedAfter, type Backends, type Opened } from './backends.ts';

const MB = 1024 * 1024;
/** The share of Redis's memory at which jobs are refused; the rest is for the output of accepted ones. */
const JOBS_MEMORY_PERCENT = 90;

/** Backends in Redis and PostgreSQL. Neither needs to answer when the engine starts. */
export function cluster(
  config: EngineConfig & { MODE: 'cluster' },
  limits: Limits,
  log: Logger,
  opened: Opened,
): Backends {
  const connect = (kind: 'impatient' | 'patient') => {
    const redis = connectRedis(config.REDIS_URL, kind, log);
    opened({ close: async () => redis.disconnect() });
    return redis;
  };
  const connectLane = () => connectRedis(config.REDIS_URL, 'patient', log);
  const [impatient, patient, subscriber] = [connect('impatient'), connect('patient'), connect('patient')];
  const history = opened(createHistory(openPostgres(config.DATABASE_URL, log)));
  const queue = { redis: impatient, connect: connectLane, group: 'worker_group' };
  const maxBytes = config.QUEUE_MAX_MB * MB;
  return {
    queue: opened(
      createRedisQueue<Job>({
        ...queue,
        stream: 'code_queue',
        max: config.QUEUE_MAX,
        maxBytes,
        memoryPercent: JOBS_MEMORY_PERCENT,
        abandonedAfterMs: abandonedAfter(limits),
        read: readJob,
      }),
    ),
    historyQueue: opened(
      createRedisQueue<Submission>({
        ...queue,
        redis: patient,
        stream: 'history_queue',
        max: 0,
        maxBytes,
        memoryPercent: 100,
        abandonedAfterMs: RECORDER_HOLDS_MS,
        read: readSubmission,
      }),
    ),
    store: opened(createRedisStore({ redis: impatient, subscriber, ttlS: config.RECORD_TTL_S })),
    workerStore: opened(createRedisStore({ redis: patient, subscriber, ttlS: config.RECORD_TTL_S })),
    inbox: opened(createRedisInbox({ redis: impatient, subscriber, maxBytes: MOST.inputBytes })),
    workerInbox: opened(createRedisInbox({ redis: patient, subscriber, maxBytes: MOST.inputBytes })),
    history,
    registry: createRedisRegistry({ redis: impatient }),
    checks: {
      redis: async () => void (await impatient.ping().catch(() => Promise.reject(new Error('Redis does not answer')))),
      history: () => history.check().catch((error) => Promise.reject(new Error(postgresProblem(error)))),
    },
  };
}
