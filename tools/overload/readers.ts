import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../client.ts';
import { targetOf } from '../doctor/cases/case.ts';
import { quantile } from '../measure.ts';
import { memoryOf, metric, mib, peakMemory, ROOM_BYTES, untilTrue, type Row } from '../gauge.ts';

const SLEEPER = 'import time\ntime.sleep(3600)';
/** Programs that sleep. All but the first few wait in the queue. */
const SLEEPERS = 24;
const WAITING = 8;
const OPEN_AT_ONCE = 100;
const HOLD_MS = 5000;
const ENDS_MS = 30_000;
/** The maximum memory of a stream without events. */
const STREAM_BYTES = 128 * 1024;

/** Opens streams of which it reads nothing, or all but the last event, and measures memory. */
export async function slowReaders(url: string, count: number): Promise<Row[]> {
  const client = createClient(url);
  const { outputBytes } = targetOf(await client.languages());
  const code = `import sys\nsys.stdout.write("\\0" * ${outputBytes})`; // six bytes each in an event
  const { record } = await client.run({ language: 'python', code });
  const id = record.submission_id;
  const before = await memoryOf(url);
  const held: Held[] = [];
  const { peak } = await peakMemory(url, async () => {
    for (let n = 0; n < count; n++) held.push(hold(url, id, n % 2 === 0 ? 0 : outputBytes * 6 + 1));
    await Promise.all(held.map(({ stopped }) => stopped));
    await sleep(HOLD_MS);
  });
  const resumed = await resume(url, id, held[1]!, outputBytes);
  for (const { close } of held) close();
  const closedMs = await untilTrue(async () => (await metric(url, 'codeengine_sse_open')) === 0, ENDS_MS);
  const row = (what: string, seen: string, must = '', good = true): Row => ({
    trial: 'slow readers',
    what,
    seen,
    must,
    good,
  });
  return [
    row('streams that are not read', `${count}`),
    row(
      'memory before, at most',
      [before, peak].map(mib).join(', '),
      `at most ${mib(ROOM_BYTES)} more`,
      peak - before < ROOM_BYTES,
    ),
    row('one of them resumes and has', resumed, 'every byte once', resumed === 'every byte once'),
    row('closed when the clients are gone', closedMs < ENDS_MS ? 'all' : 'not all', 'all', closedMs < ENDS_MS),
  ];
}

/** Opens many streams at once of programs that wait in the queue, and measures memory and processor time. */
export async function manyStreams(url: string, count: number): Promise<Row[]> {
  const client = createClient(url);
  const ids: string[] = [];
  for (let n = 0; n < SLEEPERS; n++) ids.push(await client.submit({ language: 'python', code: SLEEPER }));
  const waiting = ids.slice(-WAITING);
  const before = await memoryOf(url);
  const held: Held[] = [];
  const started = performance.now();
  for (let n = 0; n < count; n += OPEN_AT_ONCE) {
    const some = Array.from({ length: Math.min(OPEN_AT_ONCE, count - n) }, (_, m) =>
      hold(url, waiting[(n + m) % WAITING]!, Infinity),
    );
    held.push(...some);
    await Promise.all(some.map(({ first }) => first));
  }
  const openedMs = performance.now() - started;
  const open = await metric(url, 'codeengine_sse_open');
  const [cpuBefore, idleSince] = [await metric(url, 'process_cpu_seconds_total'), performance.now()];
  const answers = await answerTimes(url, HOLD_MS);
  const cpu = (((await metric(url, 'process_cpu_seconds_total')) - cpuBefore) / (performance.now() - idleSince)) * 1000;
  const during = await memoryOf(url);
  const cancelledAt = performance.now();
  for (const id of ids.toReversed()) await client.cancel(id);
  const ends = await Promise.race([Promise.all(held.map(({ text }) => text)), sleep(ENDS_MS).then(() => [])]);
  const endedMs = performance.now() - cancelledAt;
  const received = ends.filter((text) => /"status":"cancelled"/.test(text)).length;
  for (const { close } of held) close();
  const cost = (during - before) / count;
  const row = (what: string, seen: string, must = '', good = true): Row => ({
    trial: 'streams',
    what,
    seen,
    must,
    good,
  });
  return [
    row('open at once', `${open}`, `${count}`, open === count),
    row('time to open them', `${(openedMs / 1000).toFixed(1)} s, ${(openedMs / count).toFixed(2)} ms each`),
    row('memory of one', `${(cost / 1024).toFixed(1)} KiB`, `< ${STREAM_BYTES / 1024} KiB`, cost < STREAM_BYTES),
    row(
      'processor time of one, waiting',
      `${((cpu / count) * 1e6).toFixed(0)} µs a second (all: ${(cpu * 100).toFixed(0)} %)`,
    ),
    row(
      'time to another answer meanwhile, 95th percentile',
      `${quantile(answers, 0.95).toFixed(0)} ms`,
      '< 1000 ms',
      quantile(answers, 0.95) < 1000,
    ),
    row('received the end', `${received}, within ${(endedMs / 1000).toFixed(1)} s`, `${count}`, received === count),
  ];
}

async function answerTimes(url: string, ms: number): Promise<number[]> {
  const times: number[] = [];
  for (const until = performance.now() + ms; performance.now() < until; await sleep(50)) {
    const started = performance.now();
    await (await fetch(`${url}/languages`)).arrayBuffer();
    times.push(performance.now() - started);
  }
  return times;
}

/** A stream on a separate connection, of which only a given number of bytes is read. */
interface Held {
  /** Resolves with the first bytes. */
  readonly first: Promise<void>;
  /** Resolves when this number of bytes has been read. */
  readonly stopped: Promise<void>;
  /** Resolves at the end of the stream with the text that was read. */
  readonly text: Promise<string>;
  /** Reads to the end. */
  readAll(): void;
  close(): void;
}

function hold(url: string, id: string, bytes: number, headers: Record<string, string> = {}): Held {
  const chunks: Buffer[] = [];
  let length = 0;
  let most = bytes;
  let response: IncomingMessage | undefined;
  const [first, resolveFirst] = signalOf();
  const [stopped, resolveStopped] = signalOf();
  const [ended, resolveEnded] = signalOf();
  const request = get(`${url}/stream/${id}`, { agent: false, headers }, (answer) => {
    response = answer;
    if (most === 0) {
      answer.pause();
      resolveStopped();
    }
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      resolveFirst();
      if (length < most) return;
      answer.pause();
      resolveStopped();
    });
    if (most === 0) answer.pause();
    answer.on('close', () => [resolveFirst, resolveStopped, resolveEnded].forEach((resolve) => resolve()));
  });
  request.on('error', () => [resolveFirst, resolveStopped, resolveEnded].forEach((resolve) => resolve()));
  return {
    first,
    stopped,
    text: ended.then(() => Buffer.concat(chunks).toString('utf8')),
    readAll() {
      most = Infinity;
      response?.resume();
    },
    close: () => request.destroy(),
  };
}

/** Reads on after a pause, and if the engine has closed the stream, resumes after the last complete event. */
async function resume(url: string, id: string, held: Held, outputBytes: number): Promise<string> {
  held.readAll();
  let text = await held.text;
  const whole = text.slice(0, text.lastIndexOf('\n\n') + 2);
  const last = [...whole.matchAll(/^id: (.*)$/gm)].at(-1)?.[1];
  if (!whole.includes('"status":"completed"')) {
    const rest = hold(url, id, Infinity, last ? { 'last-event-id': last } : {});
    text = whole + (await rest.text);
  }
  const events = text.split('\n\n').filter((event) => event.startsWith('event: output'));
  const characters = events.reduce(
    (sum, event) => sum + (JSON.parse(/^data: (.*)$/m.exec(event)![1]!) as { text: string }).text.length,
    0,
  );
  if (!text.includes('"status":"completed"')) return 'no end';
  return characters === outputBytes ? 'every byte once' : `${characters} of ${outputBytes} bytes`;
}

function signalOf(): [Promise<void>, () => void] {
  let settle = () => {};
  return [new Promise<void>((resolve) => (settle = resolve)), () => settle()];
}
