import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '../client.ts';
import { quantile } from '../measure.ts';
import { memoryOf, metric, mib, peakMemory, ROOM_BYTES, untilTrue, type Row } from '../gauge.ts';

export interface FloodOptions {
  /** How long to submit after the queue is full, in seconds. */
  readonly seconds: number;
  /** The maximum time until a response, in milliseconds. */
  readonly answerMs: number;
}

const HELLO = 'print("hello")';
/** A large source, to see whether refused submissions are kept in memory. */
const LARGE = `${HELLO}\n#${'x'.repeat(200 * 1024)}`;
const MEASURE_MS = 3000;
const FILL_MS = 120_000;
const PRESSERS = 16;
const HUNG_MS = 30_000;
const RECOVERS_MS = 120_000;

interface Answer {
  readonly ms: number;
  /** `202`, `503 queue_full`, or another answer. */
  readonly what: string;
  readonly id?: string;
}

/** Submits ten times what the engine can run until its queue is full, continues, and then measures the recovery. */
export async function flood(url: string, { seconds, answerMs }: FloodOptions): Promise<Row[]> {
  const client = createClient(url);
  const rate = await capacity(client);
  const before = await memoryOf(url);
  const answers: Answer[] = [];
  const { peak, result: offered } = await peakMemory(url, async () => {
    const perSecond = await fill(url, rate * 10, answers);
    await press(url, seconds * 1000, answers);
    return perSecond;
  });
  const accepted = answers.flatMap(({ id }) => (id ? [id] : []));
  const refused = answers.filter(({ what }) => what === '503 queue_full').length;
  const strange = [...new Set(answers.map(({ what }) => what))].filter(
    (what) => !['202', '503 queue_full'].includes(what),
  );
  const recoveredMs = await recover(client, accepted);
  const final = await Promise.all(accepted.map(async (id) => (await client.record(id)).finished_at !== null));
  const after = await memoryOf(url);
  const slowest = Math.max(...answers.map(({ ms }) => ms));
  const row = (what: string, seen: string, must = '', good = true): Row => ({
    trial: 'overload',
    what,
    seen,
    must,
    good,
  });
  return [
    row('runs without overload', `${rate.toFixed(1)} a second`),
    row(
      'submissions until its queue was full',
      `${offered.toFixed(0)} a second`,
      'ten times as many',
      offered > rate * 5,
    ),
    row('accepted', `${accepted.length}`),
    row('refused with queue_full', `${refused}`, 'at least one', refused > 0),
    row('answered otherwise', strange.join(', ') || 'none', 'none', strange.length === 0),
    row(
      'time to the answer, median',
      `${quantile(
        answers.map(({ ms }) => ms),
        0.5,
      ).toFixed(0)} ms`,
    ),
    row('time to the answer, longest', `${slowest.toFixed(0)} ms`, `< ${answerMs} ms`, slowest < answerMs),
    row(
      'memory before, at most, after',
      [before, peak, after].map(mib).join(', '),
      `at most ${mib(ROOM_BYTES)} more`,
      peak - before < ROOM_BYTES,
    ),
    row(
      'queue empty, runs again',
      `after ${(recoveredMs / 1000).toFixed(1)} s`,
      `< ${RECOVERS_MS / 1000} s`,
      recoveredMs < RECOVERS_MS,
    ),
    row('accepted and final', `${final.filter(Boolean).length}`, `${accepted.length}`, final.every(Boolean)),
  ];
}

/** Programs a second, with four clients that each wait for their result. */
async function capacity(client: Client): Promise<number> {
  const started = performance.now();
  let count = 0;
  const one = async () => {
    while (performance.now() - started < MEASURE_MS) {
      await client.run({ language: 'python', code: HELLO });
      count += 1;
    }
  };
  await Promise.all([one(), one(), one(), one()]);
  return (count / (performance.now() - started)) * 1000;
}

/** Submits at a steady rate, whatever the answers are, until the first refusal; resolves with the rate. */
async function fill(url: string, perSecond: number, answers: Answer[]): Promise<number> {
  const started = performance.now();
  const open: Promise<void>[] = [];
  let full = false;
  while (!full && performance.now() - started < FILL_MS) {
    const due = Math.ceil(((performance.now() - started) / 1000) * perSecond);
    while (open.length < due) {
      open.push(
        submit(url, HELLO).then((answer) => {
          answers.push(answer);
          full ||= answer.what !== '202';
        }),
      );
    }
    await sleep(20);
  }
  const reached = (open.length / (performance.now() - started)) * 1000;
  await Promise.all(open);
  return reached;
}

/** Submits large sources, as fast as a few clients can. */
async function press(url: string, ms: number, answers: Answer[]): Promise<void> {
  const until = performance.now() + ms;
  const one = async () => {
    while (performance.now() < until) answers.push(await submit(url, LARGE));
  };
  await Promise.all(Array.from({ length: PRESSERS }, one));
}

async function submit(url: string, code: string): Promise<Answer> {
  const started = performance.now();
  try {
    const response = await fetch(`${url}/submit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language: 'python', code }),
      signal: AbortSignal.timeout(HUNG_MS),
    });
    const body = (await response.json()) as { submission_id?: string; code?: string };
    const what = response.status === 202 ? '202' : `${response.status} ${body.code}`;
    return { ms: performance.now() - started, what, ...(body.submission_id && { id: body.submission_id }) };
  } catch (error) {
    return { ms: performance.now() - started, what: (error as Error).message };
  }
}

/** Cancels the submissions; resolves with the ms until the queue is empty and a program has run. */
async function recover(client: Client, ids: readonly string[]): Promise<number> {
  const started = performance.now();
  for (const id of ids.toReversed()) await client.cancel(id);
  await untilTrue(async () => (await metric(client.url, 'codeengine_queue_depth')) === 0, RECOVERS_MS);
  const { record } = await client.run({ language: 'python', code: HELLO });
  return record.status === 'completed' ? performance.now() - started : Infinity;
}
