import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Submission } from './domain.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60];

/** What the engine counts about itself, as Prometheus reads it. */
export interface Metrics {
  /** The Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** A submission was recorded and queued. */
  accepted(language: string): void;
  finished(submission: Submission): void;
  laneBusy(change: 1 | -1): void;
  streamOpen(change: 1 | -1): void;
}

/** `depth` is asked at every scrape. */
export function createMetrics({ depth }: { depth: () => Promise<number> }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
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
  const lanesBusy = new Gauge({ name: 'codeengine_lanes_busy', help: 'Lanes that are at work', registers });
  const streamsOpen = new Gauge({ name: 'codeengine_sse_open', help: 'Event streams that are open', registers });
  new Gauge({
    name: 'codeengine_queue_depth',
    help: 'Jobs not yet finished, the running ones included; absent while the queue does not answer',
    registers,
    async collect() {
      this.remove();
      await depth().then(
        (value) => this.set(value),
        () => {},
      );
    },
  });

  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    accepted: (language) => accepted.inc({ language }),
    finished({ request: { language }, status, createdAt, startedAt, finishedAt }) {
      finished.inc({ language, status });
      if (startedAt === null || finishedAt === null) return;
      queueSeconds.observe({ language }, secondsBetween(createdAt, startedAt));
      runSeconds.observe({ language }, secondsBetween(startedAt, finishedAt));
    },
    laneBusy: (change) => lanesBusy.inc(change),
    streamOpen: (change) => streamsOpen.inc(change),
  };
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
}
