import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { Redis } from 'ioredis';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { readJob } from '../../src/domain/earlier.ts';
import { createRedisInbox } from '../../src/inbox/redis.ts';
import { createRedisQueue } from '../../src/queue/redis.ts';
import { connectRedis } from '../../src/redis.ts';
import { createRedisStore } from '../../src/store/redis.ts';
import { createRedisRegistry } from '../../src/workers/redis.ts';
import { describeInbox, INBOX_MAX_BYTES } from '../contract/inbox.ts';
import { ABANDONED_AFTER_MS, describeQueue, QUEUE_MAX, QUEUE_MAX_BYTES } from '../contract/queue.ts';
import { describeStore } from '../contract/store.ts';
import { describeRegistry, LIVES_MS } from '../contract/workers.ts';
import { finished, output, queued, running } from '../support/stories.ts';

const url = inject('redisUrl');
const log = pino({ level: 'silent' });
const opened: Redis[] = [];
const open = (kind: 'impatient' | 'patient') => {
  const redis = connectRedis(url, kind, log);
  opened.push(redis);
  return redis;
};
afterAll(() => opened.forEach((redis) => redis.disconnect()));

const queueOn = (stream: string) =>
  createRedisQueue<{ text: string }>({
    redis: open('impatient'),
    connect: () => open('patient'),
    stream,
    group: 'worker_group',
    max: QUEUE_MAX,
    maxBytes: QUEUE_MAX_BYTES,
    memoryPercent: 90,
    abandonedAfterMs: ABANDONED_AFTER_MS,
    read: (value) => value as { text: string },
  });
const storeWith = (ttlS: number) => createRedisStore({ redis: open('impatient'), subscriber: open('patient'), ttlS });

const inboxOn = (prefix: string) =>
  createRedisInbox({ redis: open('impatient'), subscriber: open('patient'), maxBytes: INBOX_MAX_BYTES, prefix });

describe.skipIf(!url)('on Redis', () => {
  describeQueue('Redis', async () => queueOn(`code_queue:${randomUUID()}`));
  describeInbox('Redis', async () => inboxOn(randomUUID()));
  describeStore('Redis', async () => storeWith(60));
  describeRegistry('Redis', async () => {
    await open('impatient').flushdb();
    return createRedisRegistry({ redis: open('impatient'), livesMs: LIVES_MS });
  });

  it('leaves nothing in the stream or pending once a job is acknowledged', async () => {
    const stream = `code_queue:${randomUUID()}`;
    const queue = queueOn(stream);
    const stop = new AbortController();
    await queue.push({ text: 'job' });
    for await (const delivery of queue.deliveries(stop.signal)) {
      await delivery.ack();
      stop.abort();
    }
    const redis = open('impatient');
    expect([await redis.xlen(stream), await redis.exists(`${stream}:bytes`)]).toEqual([0, 0]);
    expect(await redis.xpending(stream, 'worker_group')).toMatchObject([0, null, null, null]);
  });

  it('reads jobs and stories of an earlier version', async () => {
    const redis = open('impatient');
    const stream = `code_queue:${randomUUID()}`;
    const [id, program] = [randomUUID(), { language: 'python', code: 'print(1)', input: 'in' }];
    await redis.xadd(stream, '*', 'item', JSON.stringify({ id, ...program, submittedAt: queued.at }));
    await redis.xadd(`status:${id}`, '0-1', 'type', 'queued', 'event', JSON.stringify({ ...queued, request: program }));
    const request = { files: [{ name: 'main.py', content: 'print(1)' }], runs: [{ stdin: 'in', args: [] }] };
    const shared = { redis, connect: () => open('patient'), stream, group: 'worker_group', max: 0, maxBytes: 0 };
    const queue = createRedisQueue({ ...shared, memoryPercent: 90, abandonedAfterMs: 60_000, read: readJob });
    for await (const { item, ack } of queue.deliveries(new AbortController().signal)) {
      expect(item).toMatchObject({ id, request, submittedAt: queued.at });
      await ack();
      break;
    }
    const store = storeWith(60);
    expect((await store.find(id))?.submission).toMatchObject({ status: 'queued', request });
    expect((await store.outline(id))?.submission).toMatchObject({ request });
    expect(await store.append(id, running, { attempt: 1, n: 0 })).toBe(true);
  });

  it('refuses new jobs while most of the memory of Redis is in use, and reports when Redis is full', async () => {
    const redis = open('impatient');
    const [queue, store] = [queueOn(`code_queue:${randomUUID()}`), storeWith(60)];
    const id = randomUUID();
    await store.append(id, queued);
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]);
    try {
      await redis.config('SET', 'maxmemory', Math.round(used / 0.95));
      const full = { code: 'unavailable', message: expect.stringContaining('memory for submissions is full') };
      await expect(queue.push({ text: 'new' })).rejects.toMatchObject(full);
      expect(await store.append(id, running, { attempt: 1, n: 0 })).toBe(true);
      await redis.config('SET', 'maxmemory', Math.round(used / 2));
      await expect(store.append(randomUUID(), queued)).rejects.toMatchObject(full);
    } finally {
      await redis.config('SET', 'maxmemory', 0);
    }
    await queue.push({ text: 'new' });
  });

  it('finds jobs that were pushed before its group existed, and after Redis lost the group', async () => {
    const stream = `code_queue:${randomUUID()}`;
    const queue = queueOn(stream);
    const stop = new AbortController();
    await queue.push({ text: 'before' });
    const seen: string[] = [];
    for await (const { item, ack } of queue.deliveries(stop.signal)) {
      seen.push(item.text);
      if (item.text === 'after') break;
      await ack();
      await open('impatient').del(stream);
      await queue.push({ text: 'after' });
    }
    stop.abort();
    expect(seen).toEqual(['before', 'after']);
  });

  it('keeps a finished story for its TTL, and an unfinished one for a day', async () => {
    const store = storeWith(60);
    const redis = open('impatient');
    const id = randomUUID();
    await store.append(id, queued);
    expect(await redis.ttl(`status:${id}`)).toBeGreaterThan(80_000);
    await store.append(id, running, { attempt: 1, n: 0 });
    await store.append(id, finished, { attempt: 1, n: 1 });
    expect(await redis.ttl(`status:${id}`)).toBeLessThanOrEqual(60);
  });

  it('follows a story across a lost connection, missing and repeating nothing', async () => {
    const store = storeWith(60);
    const redis = open('patient');
    const id = randomUUID();
    await store.append(id, queued);
    await store.append(id, running, { attempt: 1, n: 0 });
    const seen: string[] = [];
    const followed = (async () => {
      for await (const { event } of store.follow(id, { signal: AbortSignal.timeout(120_000) }))
        seen.push(event.type === 'output' ? event.text : event.type);
    })();
    for (let n = 1; n <= 20; n++) {
      if (n % 5 === 0) await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      if (n % 5 === 0) await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await store.append(id, output(`${n}`), { attempt: 1, n });
    }
    await store.append(id, finished, { attempt: 1, n: 21 });
    await followed;
    expect(seen).toEqual(['queued', 'running', ...Array.from({ length: 20 }, (_, n) => `${n + 1}`), 'finished']);
  });

  it('delivers input across lost connections and from several senders, each message once', async () => {
    const prefix = randomUUID();
    const id = randomUUID();
    const [receiver, other] = [inboxOn(prefix), inboxOn(prefix)];
    const redis = open('patient');
    await receiver.open(id, 1);
    const enough = new AbortController();
    const texts: string[] = [];
    const received = (async () => {
      const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(120_000)]);
      for await (const { text } of receiver.receive(id, signal)) if (texts.push(text) === 20) enough.abort();
    })();
    for (let n = 1; n <= 20; n++) {
      if (n % 5 === 0) await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      const sender = n % 2 ? receiver : other; // each of them is a separate process
      for (const _ of [1, 2]) await sender.send(id, n, { text: `${n}`, end: false });
    }
    await received;
    expect(texts).toEqual(Array.from({ length: 20 }, (_, n) => `${n + 1}`));
  });

  it('rejects with unavailable, and does not hang, while Redis does not answer', async () => {
    const away = connectRedis('redis://127.0.0.1:1', 'impatient', log);
    const subscriber = connectRedis('redis://127.0.0.1:1', 'patient', log);
    opened.push(away, subscriber);
    const store = createRedisStore({ redis: away, subscriber, ttlS: 60 });
    await expect(store.find(randomUUID())).rejects.toMatchObject({ code: 'unavailable' });
  });
});
