import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';
import { pino, type Logger } from 'pino';
import { MOST, type Limits } from '../../src/domain/limits.ts';
import type { Submission } from '../../src/domain/record.ts';
import type { Job } from '../../src/domain/request.ts';
import type { History } from '../../src/history/history.ts';
import { createApp } from '../../src/http/app.ts';
import type { Callers } from '../../src/http/callers.ts';
import { createMemoryInbox } from '../../src/inbox/memory.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createMemoryQueue } from '../../src/queue/memory.ts';
import { createRecorder } from '../../src/recorder.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createWorker } from '../../src/worker.ts';
import { createSubmissions } from '../../src/submissions.ts';
import { countWorkers, createWorkerWatch } from '../../src/worker-watch.ts';
import { startHeartbeat } from '../../src/heartbeat.ts';
import { createMemoryRegistry } from '../../src/workers/memory.ts';
import type { WorkerRegistry } from '../../src/workers/registry.ts';
import { createMemoryHistory } from './memory-history.ts';
import { languages } from '../../tools/programs.ts';
import { createScriptedSandbox, limits as usual, type ScriptedSandbox } from './scripted-sandbox.ts';

export interface TestEngine {
  readonly url: string;
  readonly server: Server;
  readonly sandbox: ScriptedSandbox;
  readonly history: History;
  readonly registry: WorkerRegistry;
  readonly logs: string[];
  /** Ends open streams, as a stop of the engine does. */
  stop(): void;
  close(): Promise<void>;
}

/** A complete engine in this process, with memory backends and a scripted sandbox, on a free port. */
export async function startEngine(
  options: {
    lanes?: number;
    interactiveMax?: number;
    queueMax?: number;
    ttlMs?: number;
    history?: History;
    patienceMs?: number;
    callers?: Callers;
    limits?: Partial<Limits>;
  } = {},
): Promise<TestEngine> {
  const logs: string[] = [];
  const limits = { ...usual, ...options.limits };
  const log: Logger = pino({ level: 'info' }, { write: (line: string) => void logs.push(line) });
  const queue = createMemoryQueue<Job>({ max: options.queueMax ?? 100, abandonedAfterMs: 60_000 });
  const historyQueue = createMemoryQueue<Submission>({ max: Infinity, abandonedAfterMs: 60_000 });
  const store = createMemoryStore({ ttlMs: options.ttlMs ?? 60_000 });
  const inbox = createMemoryInbox({ maxBytes: MOST.inputBytes });
  const interactiveMax = options.interactiveMax ?? 8;
  const history = options.history ?? createMemoryHistory();
  const sandbox = createScriptedSandbox();
  const lanes = options.lanes ?? 1;
  const registry = createMemoryRegistry();
  const metrics = createMetrics({
    depth: () => queue.depth(),
    historyDepth: () => historyQueue.depth(),
    workers: () => countWorkers(registry),
  });
  const worker = createWorker({
    languages,
    queue,
    store,
    inbox,
    interactiveMax,
    historyQueue,
    sandbox,
    limits,
    lanes,
    metrics,
    log,
  });
  const recorder = createRecorder({ queue: historyQueue, history, log });
  const closing = new AbortController();
  const checks = { history: () => history.check() };
  const heartbeat = lanes > 0 ? startHeartbeat({ registry, sandbox, lanes, interactiveMax }) : undefined;
  const { patienceMs, callers = { origins: ['*'] } } = options;
  const watch = createWorkerWatch(registry);
  const submissions = createSubmissions({
    queue,
    store,
    inbox,
    history,
    watch,
    metrics,
    interactiveMax,
    ...(patienceMs && { patienceMs }),
  });
  const shared = { submissions, watch, languages, limits, sandbox: sandbox.name, metrics, checks, log };
  const deps = { ...shared, callers, closing: closing.signal };
  const server = createServer(createApp(deps)).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    sandbox,
    history,
    registry,
    logs,
    stop: () => closing.abort(),
    async close() {
      closing.abort();
      await heartbeat?.close();
      await worker.close();
      await recorder.close();
      server.closeAllConnections();
      server.close();
      await history.close();
    },
  };
}

export async function submit(url: string, body: object, more: { query?: string; headers?: object } = {}) {
  return fetch(`${url}/submit${more.query ?? ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...more.headers },
    body: JSON.stringify(body),
  });
}

/** Submits; resolves with the id. */
export async function submitted(url: string, code: string, language = 'python'): Promise<string> {
  const response = await submit(url, { language, code });
  if (response.status !== 202) throw new Error(`not accepted: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { submission_id: string }).submission_id;
}

export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** The events of a stream, up to its end. */
export async function* events(
  url: string,
  id: string,
  headers: Record<string, string> = {},
): AsyncGenerator<StreamEvent> {
  const response = await fetch(`${url}/stream/${id}`, { headers });
  if (response.status !== 200 || !response.body) throw new Error(`no stream: ${response.status}`);
  const messages = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream()) as unknown as AsyncIterable<EventSourceMessage>;
  for await (const { id: cursor = '', event = 'message', data } of messages)
    yield { id: cursor, event, data: JSON.parse(data) };
}

export async function allEvents(url: string, id: string, headers: Record<string, string> = {}): Promise<StreamEvent[]> {
  const seen: StreamEvent[] = [];
  for await (const event of events(url, id, headers)) seen.push(event);
  return seen;
}

/** Calls until the result is true, for at most two minutes: an engine on a busy machine takes one minute to start. */
export async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const until = Date.now() + 240_000; Date.now() < until;) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not become true within four minutes');
}
