import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { announce } from './announce.ts';
import type { Config, EngineConfig, GuardConfig } from './config.ts';
import { readJob, readSubmission } from './domain/earlier.ts';
import type { Limits } from './domain/limits.ts';
import type { Submission } from './domain/record.ts';
import type { Job } from './domain/request.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { History } from './history/history.ts';
import { openPglite } from './history/pglite.ts';
import { openPostgres, postgresProblem } from './history/postgres.ts';
import { createHistory } from './history/sql.ts';
import { createApp, createWorkerApp } from './http/app.ts';
import { callersOf } from './http/callers.ts';
import type { Checks } from './http/api/health.ts';
import { OWN_LANGUAGES, readLanguages, type Languages } from './languages.ts';
import { createMetrics } from './metrics.ts';
import type { Queue } from './queue/queue.ts';
import { createJournal } from './queue/journal.ts';
import { createMemoryQueue } from './queue/memory.ts';
import { createRedisQueue } from './queue/redis.ts';
import { createRecorder, RECORDER_HOLDS_MS } from './recorder.ts';
import { connectRedis } from './redis.ts';
import { startRetention } from './retention.ts';
import { createDockerSandbox } from './sandbox/docker/driver.ts';
import { createGuard, type Guard } from './sandbox/docker/guard/guard.ts';
import { readRecipes } from './sandbox/docker/recipes.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { createWasmSandbox } from './sandbox/wasm/driver.ts';
import { createMemoryStore } from './store/memory.ts';
import { createRedisStore } from './store/redis.ts';
import type { SubmissionStore } from './store/store.ts';
import { createSubmissions } from './submissions.ts';
import { countWorkers, createWorkerWatch, requireWorker } from './worker-watch.ts';
import { createWorker } from './worker.ts';
import { createMemoryRegistry } from './workers/memory.ts';
import { createRedisRegistry } from './workers/redis.ts';
import type { WorkerRegistry } from './workers/registry.ts';

const MB = 1024 * 1024;
const FRONTEND = fileURLToPath(new URL('../frontend', import.meta.url));
/** Added to the longest possible run before a job counts as abandoned: making a sandbox, and a slow machine. */
const ABANDONED_SLACK_MS = 13_000;
/** A run in this process may come before what is made once, such as precompiled headers, is there. */
const FIRST_START_MS = 600_000;
/** Saved records that stay in the memory of this process; older ones are read from the history. */
const KEEP_BYTES = 128 * MB;
/** Of Redis's memory; the rest is left to the runs of those that were taken. */
const JOBS_MEMORY_PERCENT = 90;
/** How long a stop waits for finished submissions to reach the history of this process. */
const DRAIN_MS = 5000;

/** The engine, composed and at work; it does not listen. */
export interface Engine {
  readonly app: Express;
  /** Tells the log where it is and what it can run. */
  announce(url: string): Promise<void>;
  /** Takes no more jobs, finishes the running ones, then ends the open streams. */
  stop(): Promise<void>;
  /** Closes everything, in the reverse order of opening. */
  close(): Promise<void>;
}

/** The composition root: the only place that names a driver. Servers that are away are waited for in the background. */
export async function compose(config: EngineConfig, log: Logger): Promise<Engine> {
  const limits = limitsOf(config);
  const languages = languagesOf(config);
  const closers: (() => Promise<unknown>)[] = [];
  const opened = <T extends { close(): Promise<unknown> }>(part: T): T => {
    closers.push(() => part.close());
    return part;
  };
  const backends =
    config.MODE === 'cluster' ? cluster(config, limits, log, opened) : await embedded(config, limits, log, opened);
  const sandbox = config.ROLE === 'api' ? undefined : opened(createSandbox(config, languages, limits, log));
  const metrics = createMetrics({
    depth: () => backends.queue.depth(),
    historyDepth: () => backends.historyQueue.depth(),
    workers: () => countWorkers(backends.registry),
    ...(sandbox?.warm && { warm: () => sandbox.warm!() }),
  });
  const { recorder, worker, heartbeat, retention } = sandbox ? startWork(sandbox) : {};
  const closing = new AbortController();
  const checks: Checks = {
    ...backends.checks,
    ...(sandbox ? { sandbox: () => sandbox.check() } : { worker: () => requireWorker(backends.registry) }),
    engine: async () => {
      if (closing.signal.aborted) throw new Error('is stopping');
    },
  };
  const watch = createWorkerWatch(backends.registry);
  const app =
    config.ROLE === 'worker'
      ? createWorkerApp({ metrics, checks, log })
      : createApp({
          submissions: createSubmissions({ ...backends, watch, metrics }),
          watch,
          languages,
          limits,
          sandbox: config.SANDBOX,
          metrics,
          checks,
          callers: callersOf(config),
          closing: closing.signal,
          ...(config.MODE === 'embedded' && { frontend: FRONTEND }),
          log,
        });

  return {
    app,
    announce: (url) => announce({ url, role: config.ROLE, languages, sandbox, log, signal: closing.signal }),
    async stop() {
      await worker?.close();
      await heartbeat?.close();
      closing.abort();
      if (config.MODE === 'embedded') await drained(backends.historyQueue);
      await Promise.all([recorder?.close(), retention?.close()]);
    },
    async close() {
      for (const close of closers.reverse()) await close();
    },
  };

  function startWork(ready: Sandbox) {
    const { historyQueue, history, workerStore: store, queue, registry } = backends;
    const work = { queue, store };
    return {
      heartbeat: startHeartbeat({ registry, sandbox: ready, lanes: config.LANES }),
      recorder: createRecorder({ queue: historyQueue, history, log }),
      ...(config.HISTORY_DAYS > 0 && { retention: startRetention({ history, days: config.HISTORY_DAYS, log }) }),
      worker: createWorker({
        ...work,
        historyQueue,
        sandbox: ready,
        languages,
        limits,
        lanes: config.LANES,
        metrics,
        log,
      }),
    };
  }
}

/** The process that alone holds the Docker socket, where workers do not. */
export function composeGuard(config: GuardConfig, log: Logger): Guard {
  return createGuard({
    socketPath: config.DOCKER_HOST.replace('unix://', ''),
    recipes: readRecipes(languagesOf(config), config.images),
    limits: limitsOf(config),
    ...(config.SANDBOX_RUNTIME && { runtime: config.SANDBOX_RUNTIME }),
    log,
  });
}

interface Backends {
  readonly queue: Queue<Job>;
  readonly historyQueue: Queue<Submission>;
  /** For HTTP: fails fast. */
  readonly store: SubmissionStore;
  /** For workers: waits until the store is back. */
  readonly workerStore: SubmissionStore;
  readonly history: History;
  readonly registry: WorkerRegistry;
  readonly checks: Checks;
}
type Opened = <T extends { close(): Promise<unknown> }>(part: T) => T;

function cluster(config: EngineConfig & { MODE: 'cluster' }, limits: Limits, log: Logger, opened: Opened): Backends {
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
    history,
    registry: createRedisRegistry({ redis: impatient }),
    checks: {
      redis: async () => void (await impatient.ping().catch(() => Promise.reject(new Error('Redis does not answer')))),
      history: () => history.check().catch((error) => Promise.reject(new Error(postgresProblem(error)))),
    },
  };
}

async function embedded(
  config: EngineConfig & { MODE: 'embedded' },
  limits: Limits,
  log: Logger,
  opened: Opened,
): Promise<Backends> {
  const maxBytes = config.QUEUE_MAX_MB * MB;
  const history = opened(createHistory(await openPglite(config.DATA_DIR)));
  const journal = createJournal(join(config.DATA_DIR, 'unfinished'));
  const memory = opened(createMemoryStore({ ttlMs: config.RECORD_TTL_S * 1000, keepBytes: KEEP_BYTES }));
  const store = journal.told(memory);
  const queue = opened(
    createMemoryQueue<Job>({
      max: config.QUEUE_MAX,
      maxBytes,
      abandonedAfterMs: abandonedAfter(limits) + FIRST_START_MS,
    }),
  );
  const historyQueue = opened(
    createMemoryQueue<Submission>({ max: Infinity, maxBytes, abandonedAfterMs: RECORDER_HOLDS_MS }),
  );
  const left = await journal.resume({ queue, historyQueue, store });
  if (left.jobs > 0) log.info({ count: left.jobs }, 'running what an earlier process has left');
  return {
    queue: journal.jobs(queue),
    historyQueue: journal.finished(historyQueue, memory.saved),
    store,
    workerStore: store,
    history,
    registry: createMemoryRegistry(),
    checks: { history: () => history.check(), data: () => journal.check() },
  };
}

function createSandbox(config: EngineConfig, languages: Languages, limits: Limits, log: Logger): Sandbox {
  if (config.SANDBOX === 'wasm') {
    const warm = { interpreter: config.WARM, program: config.WARM };
    return createWasmSandbox({ languages, limits, warm, cache: join(config.DATA_DIR, 'wasm'), log, giveUp });
  }
  return createDockerSandbox({
    ...(config.DOCKER_HOST && { host: config.DOCKER_HOST }),
    ...(config.SANDBOX_RUNTIME && { runtime: config.SANDBOX_RUNTIME }),
    languages,
    recipes: readRecipes(languages, config.images),
    limits,
    warm: { each: config.WARM, total: config.WARM_TOTAL },
    log,
  });
}

/** Nothing can be run, and trying again would not help: the process ends, as it does when it cannot start. */
function giveUp(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

function languagesOf(config: Config): Languages {
  return readLanguages([OWN_LANGUAGES, ...config.LANGUAGES_DIR], config.LANGUAGES);
}

function limitsOf(config: Config): Limits {
  return {
    timeMs: config.LIMIT_TIME_MS,
    cpuMs: config.LIMIT_CPU_MS,
    compileMs: config.LIMIT_COMPILE_MS,
    memoryBytes: config.LIMIT_MEMORY_MB * MB,
    outputBytes: config.LIMIT_OUTPUT_BYTES,
    processes: config.LIMIT_PROCESSES,
  };
}

function abandonedAfter(limits: Limits): number {
  return limits.compileMs + limits.timeMs + ABANDONED_SLACK_MS;
}

async function drained(queue: Queue<unknown>): Promise<void> {
  const until = Date.now() + DRAIN_MS;
  while ((await queue.depth()) > 0 && Date.now() < until) await sleep(20);
}
