import { setTimeout as sleep } from 'node:timers/promises';
import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';
import type { SubmissionRecord } from '../src/http/api/record.ts';
import type { LanguageInfo } from '../src/http/api/languages.ts';

export type { LanguageInfo, SubmissionRecord };

export interface Program {
  readonly language: string;
  readonly code: string;
  readonly input?: string;
  readonly interactive?: boolean;
  readonly compiler_args?: readonly string[];
  readonly limits?: { readonly time_ms?: number };
  readonly tests?: readonly { readonly input: string; readonly expected: string }[];
}

/** One event of a submission's stream. A reconnect resumes after `cursor`. */
export type StreamEvent =
  | { readonly cursor: string; readonly kind: 'state'; readonly record: SubmissionRecord }
  | { readonly cursor: string; readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly cursor: string; readonly kind: 'waiting'; readonly n: number };

/** A submission followed to its end: the final record, and the texts of its `output` events, joined. */
export interface Ran {
  readonly record: SubmissionRecord;
  readonly streamed: Readonly<Record<'stdout' | 'stderr', string>>;
}

/** A client of a live engine's public API. Retries after the time in Retry-After, and resumes broken streams. */
export interface Client {
  readonly url: string;
  languages(): Promise<LanguageInfo[]>;
  /** Submits; resolves with the id. Retries 429 and 503 after Retry-After; with a key also when no answer comes. */
  submit(program: Program, idempotencyKey?: string): Promise<string>;
  /** Every event from the first, or from the one after `after`, to the final one. Resumes after a lost connection. */
  follow(id: string, after?: string): AsyncGenerator<StreamEvent, void, void>;
  /** Submits and follows to the end. `onRunning` is called when the program has started. */
  run(program: Program, onRunning?: () => void): Promise<Ran>;
  /** Sends the input that a program waits for, as its message `n`. */
  answer(id: string, text: string, n: number): Promise<void>;
  /** The current record. */
  record(id: string): Promise<SubmissionRecord>;
  /** Cancels; false when the submission is finished. */
  cancel(id: string): Promise<boolean>;
}

const RECONNECT_MS = 500;
/** Statuses after which a retry may succeed: rate limit, gateway without an API, full queue, timeout. */
const BUSY = new Set([429, 502, 503, 504]);

/** The client retries for `patienceMs` while the engine is full or does not answer. */
export function createClient(url: string, patienceMs = 60_000): Client {
  return {
    url,
    languages: async () => (await json(await fetch(`${url}/languages`))) as LanguageInfo[],
    submit,
    follow,
    run,
    async answer(id, text, n) {
      const body = JSON.stringify({ text, n });
      const headers = { 'content-type': 'application/json' };
      await json(await fetch(`${url}/submissions/${id}/input`, { method: 'POST', headers, body }));
    },
    record: async (id) => (await json(await fetch(`${url}/submissions/${id}`))) as SubmissionRecord,
    async cancel(id) {
      const response = await fetch(`${url}/submissions/${id}`, { method: 'DELETE' });
      await response.arrayBuffer();
      return response.status === 202;
    },
  };

  async function submit(program: Program, key?: string): Promise<string> {
    const body = JSON.stringify(program);
    const headers = { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) };
    for (const until = Date.now() + patienceMs; ;) {
      try {
        const response = await fetch(`${url}/submit`, { method: 'POST', headers, body });
        if (!BUSY.has(response.status)) return ((await json(response)) as { submission_id: string }).submission_id;
        if (Date.now() > until) throw await refusal(response);
        await response.arrayBuffer();
        await sleep((Number(response.headers.get('retry-after')) || 1) * 1000);
      } catch (error) {
        if (!key || error instanceof Refusal || Date.now() > until) throw error;
        await sleep(RECONNECT_MS);
      }
    }
  }

  async function* follow(id: string, after?: string): AsyncGenerator<StreamEvent, void, void> {
    let cursor = after;
    for (let until = Date.now() + patienceMs; ;) {
      try {
        for await (const event of connect(id, cursor)) {
          cursor = event.cursor;
          until = Date.now() + patienceMs;
          yield event;
          if (event.kind === 'state' && event.record.finished_at !== null) return;
        }
      } catch (error) {
        if (error instanceof Refusal || Date.now() > until) throw error;
      }
      await sleep(RECONNECT_MS);
    }
  }

  async function* connect(id: string, after: string | undefined): AsyncGenerator<StreamEvent, void, void> {
    const response = await fetch(`${url}/stream/${id}`, { headers: after ? { 'last-event-id': after } : {} });
    if (BUSY.has(response.status)) throw new Error(`${response.url} answered ${response.status}`);
    if (response.status !== 200 || !response.body) throw await refusal(response);
    const messages = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream()) as unknown as AsyncIterable<EventSourceMessage>;
    for await (const { id: cursor = '', event, data } of messages) {
      if (event === 'output') yield { cursor, kind: 'output', ...(JSON.parse(data) as OutputChunk) };
      else if (event === 'waiting') yield { cursor, kind: 'waiting', ...(JSON.parse(data) as { n: number }) };
      else if (event === undefined) yield { cursor, kind: 'state', record: JSON.parse(data) as SubmissionRecord };
    }
  }

  async function run(program: Program, onRunning = () => {}): Promise<Ran> {
    const streamed = { stdout: '', stderr: '' };
    let record: SubmissionRecord | undefined;
    for await (const event of follow(await submit(program))) {
      if (event.kind === 'output') streamed[event.stream] += event.text;
      else if (event.kind === 'state') {
        record = event.record;
        if (record.status === 'running') Object.assign(streamed, { stdout: '', stderr: '' }); // the run has started again
        if (record.started_at !== null) onRunning();
      }
    }
    return { record: record!, streamed };
  }
}

type OutputChunk = { stream: 'stdout' | 'stderr'; text: string };

/** The engine refused a request. */
class Refusal extends Error {}

async function json(response: Response): Promise<unknown> {
  if (!response.ok) throw await refusal(response);
  return response.json();
}

async function refusal(response: Response): Promise<Refusal> {
  return new Refusal(`${response.url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
}
