import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Submission } from './domain/record.ts';
import { VERSION } from './version.ts';

/**
 * How often the lag of the event loop is measured. The usual 10 ms take an idle process one percent of a processor.
 */
const LAG_EVERY_MS = 100;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60];

/** The engine's counters, for Prometheus. */
export interface Metrics {
  /** The Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** A submission was recorded and queued. */
  accepted(language: string): void;
  finished(submission: Submission): void;
  /** A program was compiled, or the result of an earlier compile of the same program was used. */
  compiled(language: string, cache: 'hit' | 'miss'): void;
  laneBusy(change: 1 | -1): void;
  streamOpen(change: 1 | -1): void;
  /** A request was answered 429 or 503. */
  refused(code: string): void;
}

/** Values that are read at every scrape. One that cannot be read is left out. */
export interface Gauges {
  depth(): Promise<number>;
  historyDepth(): Promise<number>;
  /** Workers that are alive: those that can run programs, and those that cannot. */
  workers?(): Promise<{ ready: number; unready: number }>;
  /** Warm sandboxes of this process, by language. */
  warm?(): Readonly<Record<string, number>>;
}

export function createMetrics({ depth, historyDepth, workers, warm }: Gauges): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_EVERY_MS });
  const accepted = new Counter({
    name: 'codeengine_submissions_accepted_total',
    help: 'Submissions accepted, by language',
    labelNames: ['language'],
    registers,
  });
  const finished = new Counter({
    name: 'codeengine_submissions_total',
    help: 'Submissions finished, by language and final status',
    labelNames: ['language', 'status'],
    registers,
  });
  const failed = new Counter({
    name: 'codeengine_submissions_failed_total',
    help: 'Submissions that did not complete, by language and reason',
    labelNames: ['language', 'reason'],
    registers,
  });
  const compiles = new Counter({
    name: 'codeengine_compiles_total',
    help: 'Programs that were compiled (miss), or that an earlier compile of the same served (hit)',
    labelNames: ['language', 'cache'],
    registers,
  });
  const refused = new Counter({
    name: 'codeengine_refusals_total',
    help: 'Requests that were answered 429 or 503, by code; without those that the gateway refused',
    labelNames: ['code'],
    registers,
  });
  const build = { name: 'codeengine_build_info', help: 'Always 1', labelNames: ['version', 'node'], registers };
  new Gauge(build).set({ version: VERSION, node: process.versions.node }, 1);
  const queueSeconds = new Histogram({
    name: 'codeengine_queue_seconds',
    help: 'Time from submission to the start of the run',
    labelNames: ['language'],
    buckets: SECONDS,
    registers,
  });
  const runSeconds = new Histogram({
    name: 'codeengine_run_seconds',
    help: 'Time from the start of the run, compile included, to its end',
    labelNames: ['language'],
    buckets: SECONDS,
    registers,
  });
  const lanesBusy = new Gauge({ name: 'codeengine_lanes_busy', help: 'Lanes that run a program', registers });
  const streamsOpen = new Gauge({ name: 'codeengine_sse_open', help: 'Event streams that are open', registers });
  gauge('queue_depth', 'Jobs not yet finished, the running ones included; absent while the queue does not answer', {
    read: async () => [[{}, await depth()]],
  });
  gauge('history_backlog', 'Finished submissions that are not in the history yet', {
    read: async () => [[{}, await historyDepth()]],
  });
  if (workers) {
    gauge('workers', 'Workers that were seen in the last 30 s, by whether they can run programs', {
      labelNames: ['state'],
      read: async () => Object.entries(await workers()).map(([state, count]) => [{ state }, count]),
    });
  }
  if (warm) {
    gauge('sandboxes_warm', 'Sandboxes that are started and wait for a program', {
      labelNames: ['language'],
      read: async () => Object.entries(warm()).map(([language, count]) => [{ language }, count]),
    });
  }

  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    accepted: (language) => accepted.inc({ language }),
    finished({ request: { language }, status, result, createdAt, startedAt, finishedAt }) {
      finished.inc({ language, status });
      if (result?.reason) failed.inc({ language, reason: result.reason });
      if (startedAt === null || finishedAt === null) return;
      queueSeconds.observe({ language }, secondsBetween(createdAt, startedAt));
      runSeconds.observe({ language }, secondsBetween(startedAt, finishedAt));
    },
    compiled: (language, cache) => compiles.inc({ language, cache }),
    laneBusy: (change) => lanesBusy.inc(change),
    streamOpen: (change) => streamsOpen.inc(change),
    refused: (code) => refused.inc({ code }),
  };

  function gauge(
    name: string,
    help: string,
    { read, labelNames = [] }: { read: () => Promise<[Record<string, string>, number][]>; labelNames?: string[] },
  ): void {
    new Gauge({
      name: `codeengine_${name}`,
      help,
      labelNames,
      registers,
      async collect() {
        if (labelNames.length > 0) this.reset();
        else this.remove();
        for (const [labels, value] of await read().catch(() => [])) this.set(labels, value);
      },
    });
  }
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
}
