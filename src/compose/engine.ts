import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { announce } from '../announce.ts';
import type { EngineConfig } from '../config.ts';
import type { Limits } from '../domain/limits.ts';
import { startHeartbeat } from '../heartbeat.ts';
import { callersOf } from '../http/callers.ts';
import type { Checks } from '../http/api/health.ts';
import { createMetrics } from '../metrics.ts';
import type { Queue } from '../queue/queue.ts';
import { createRecorder } from '../recorder.ts';
import { startRetention } from '../retention.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { createSubmissions } from '../submissions.ts';
import { countWorkers, createWorkerWatch, requireWorker } from '../worker-watch.ts';
import { createWorker } from '../worker.ts';
import type { Backends, Opened } from './backends.ts';
import { createSandbox } from './sandbox.ts';
import { languagesOf, limitsOf } from './settings.ts';

const FRONTEND = fileURLToPath(new URL('../../frontend', import.meta.url));
/** How long a stop waits until the history of this process has saved all finished submissions. */
const DRAIN_MS = 5000;

/** The engine with all its parts, at work. The caller of `compose` listens to the port. */
export interface Engine {
  readonly app: Express;
  /** Logs the engine's address and what it can run. */
  announce(url: string): Promise<void>;
  /** Takes no more jobs, finishes the running ones, then closes the open streams. */
  stop(): Promise<void>;
  /** Closes everything, in the reverse order of opening. */
  close(): Promise<void>;
}

/**
 * The composition root, the only place that names drivers. It waits in the background for servers that do not answer
 * yet.
 */
export async function compose(config: EngineConfig, log: Logger): Promise<Engine> {
  const limits = limitsOf(config);
  const languages = languagesOf(config);
  const closers: (() => Promise<unknown>)[] = [];
  const opened = <T extends { close(): Promise<unknown> }>(part: T): T => {
    closers.push(() => part.close());
    return part;
  };
  const backends = await openBackends(config, limits, log, opened);
  const sandbox = config.ROLE === 'api' ? undefined : opened(await createSandbox(config, languages, limits, log));
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
  const { createApp, createWorkerApp } = await import('../http/app.ts'); // late: the sandbox starts meanwhile
  const app =
    config.ROLE === 'worker'
      ? createWorkerApp({ metrics, checks, log })
      : createApp({
          submissions: createSubmissions({ ...backends, watch, metrics, interactiveMax: config.INTERACTIVE_MAX }),
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
    const { historyQueue, history, workerStore: store, workerInbox: inbox, queue, registry } = backends;
    const { LANES: count, INTERACTIVE_MAX: interactiveMax } = config;
    const work = { queue, store, inbox, lanes: count, interactiveMax };
    return {
      heartbeat: startHeartbeat({ registry, sandbox: ready, lanes: count, interactiveMax }),
      recorder: createRecorder({ queue: historyQueue, history, log }),
      ...(config.HISTORY_DAYS > 0 && { retention: startRetention({ history, days: config.HISTORY_DAYS, log }) }),
      worker: createWorker({
        ...work,
        historyQueue,
        sandbox: ready,
        languages,
        limits,
        metrics,
        log,
      }),
    };
  }
}

/** Those of the mode. The drivers of the other are not loaded. */
async function openBackends(config: EngineConfig, limits: Limits, log: Logger, opened: Opened): Promise<Backends> {
  if (config.MODE === 'cluster') return (await import('./cluster.ts')).cluster(config, limits, log, opened);
  return (await import('./embedded.ts')).embedded(config, limits, log, opened);
}

async function drained(queue: Queue<unknown>): Promise<void> {
  const until = Date.now() + DRAIN_MS;
  while ((await queue.depth()) > 0 && Date.now() < until) await sleep(20);
}
