import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { EngineError } from '../errors.ts';
import { MEMORY_FULL, orUnavailable } from '../redis.ts';
import { queueFull, type Delivery, type Queue } from './queue.ts';

/** Longest time a stop waits for an idle lane, and how often an idle lane looks for abandoned items. */
const BLOCK_MS = 500;
/** A consumer that has been idle this long without a pending item belongs to a process that is gone. */
const FORGET_CONSUMER_MS = 3600_000;

/**
 * Adds an item unless the backlog or the memory of Redis is full, atomically. One item is always taken.
 * KEYS: the stream, and the bytes in it. ARGV: the item as JSON, the most items, the most bytes (0 for no limit), and
 * the most percent of Redis's own maxmemory that may be in use. Answers 1; 0 when the backlog is full, -1 the memory.
 */
const PUSH = `
local max, maxBytes = tonumber(ARGV[2]), tonumber(ARGV[3])
local count, bytes = redis.call('XLEN', KEYS[1]), tonumber(redis.call('GET', KEYS[2]) or 0)
if max > 0 and count >= max then return 0 end
if maxBytes > 0 and count > 0 and bytes + #ARGV[1] > maxBytes then return 0 end
local memory = redis.pcall('INFO', 'memory')
if type(memory) == 'string' then
  local used, most = string.match(memory, 'used_memory:(%d+)'), string.match(memory, 'maxmemory:(%d+)')
  if used and most and tonumber(most) > 0 and used * 100 > most * ARGV[4] then return -1 end
end
redis.call('XADD', KEYS[1], '*', 'item', ARGV[1])
redis.call('INCRBY', KEYS[2], #ARGV[1])
return 1
`;

/** Removes an item and what it counts for. KEYS as above. ARGV: the group, the entry. */
const ACK = `
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
local entry = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]
if entry then
  redis.call('XDEL', KEYS[1], ARGV[2])
  redis.call('DECRBY', KEYS[2], #entry[2][2])
end
if redis.call('XLEN', KEYS[1]) == 0 then redis.call('DEL', KEYS[2]) end
`;

/**
 * Sets how long an item has been with its taker, unless another has it by now.
 * KEYS[1] the stream. ARGV: the group, the consumer, the entry, the time in ms, the attempts that count.
 */
const HOLD = `
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)[1]
if not pending or pending[2] ~= ARGV[2] then return end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'IDLE', ARGV[4], 'RETRYCOUNT', ARGV[5], 'JUSTID')
`;

type Entry = [id: string, fields: [string, string]];
type Pending = [id: string, consumer: string, idleMs: number, deliveries: number];
type WithScripts = Redis & {
  pushItem(keys: string, bytes: string, item: string, max: number, maxBytes: number, percent: number): Promise<number>;
  ackItem(key: string, bytes: string, group: string, id: string): Promise<void>;
  holdItem(key: string, group: string, consumer: string, id: string, idleMs: number, attempts: number): Promise<void>;
};

/** A Redis Stream read by a consumer group; each `deliveries` call is one consumer on a connection of its own. */
export function createRedisQueue<T>(deps: {
  redis: Redis;
  /** Opens a patient connection for one lane. */
  connect: () => Redis;
  stream: string;
  group: string;
  /** Backlog limits; 0 for none. */
  max: number;
  maxBytes: number;
  /** Items are refused when more of Redis's own memory limit is in use. */
  memoryPercent: number;
  /** Must exceed the longest time a taker needs for one item. */
  abandonedAfterMs: number;
  /** Makes an item of parsed JSON, which an earlier version may have written. */
  read(value: unknown): T;
}): Queue<T> {
  const { stream, group, max, maxBytes, memoryPercent, abandonedAfterMs } = deps;
  const bytes = `${stream}:bytes`;
  const redis = withScripts(deps.redis);

  return {
    async push(item) {
      const json = JSON.stringify(item);
      const pushed = await orUnavailable(redis.pushItem(stream, bytes, json, max, maxBytes, memoryPercent));
      if (pushed === 0) throw queueFull();
      if (pushed === -1) throw new EngineError('unavailable', MEMORY_FULL);
    },

    async *deliveries(signal) {
      if (signal.aborted) return;
      const lane = withScripts(deps.connect());
      const consumer = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
      const stopped = stoppedWhileAway(lane, signal);
      const ask = <R>(question: () => Promise<R>) => Promise.race([withGroup(lane, question), stopped.rejects]);
      try {
        await ask(() => forgetDeadConsumers(lane));
        while (!signal.aborted) {
          const taken = await ask(() => take(lane, consumer));
          if (taken) yield taken;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        stopped.forget();
        lane.disconnect();
      }
    },

    async depth() {
      return orUnavailable(redis.xlen(stream));
    },

    async close() {},
  };

  async function take(lane: WithScripts, consumer: string): Promise<Delivery<T> | undefined> {
    return (await takeAbandoned(lane, consumer)) ?? (await takeNew(lane, consumer));
  }

  /** The first item whose taker has not acknowledged it in time; claiming it resets that clock, so one lane gets it. */
  async function takeAbandoned(lane: WithScripts, consumer: string): Promise<Delivery<T> | undefined> {
    const found = await lane.xpending(stream, group, 'IDLE', abandonedAfterMs, '-', '+', 1);
    const [pending] = found as Pending[];
    if (!pending) return undefined;
    const [entry] = (await lane.xclaim(stream, group, consumer, abandonedAfterMs, pending[0])) as Entry[];
    return entry && delivery(lane, consumer, entry, pending[3] + 1);
  }

  async function takeNew(lane: WithScripts, consumer: string): Promise<Delivery<T> | undefined> {
    const read = lane.xreadgroup('GROUP', group, consumer, 'COUNT', 1, 'BLOCK', BLOCK_MS, 'STREAMS', stream, '>');
    const answer = (await read) as [stream: string, entries: Entry[]][] | null;
    const entry = answer?.[0]?.[1][0];
    return entry && delivery(lane, consumer, entry, 1);
  }

  function delivery(lane: WithScripts, consumer: string, [id, fields]: Entry, attempt: number): Delivery<T> {
    return {
      item: deps.read(JSON.parse(fields[1])),
      attempt,
      ack: () => lane.ackItem(stream, bytes, group, id),
      renew: () => lane.holdItem(stream, group, consumer, id, 0, attempt),
      release: (wasBegun) =>
        lane.holdItem(stream, group, consumer, id, abandonedAfterMs, wasBegun ? attempt : attempt - 1),
    };
  }

  /** Creates the group, from the stream's beginning, whenever Redis turns out not to have it. */
  async function withGroup<R>(lane: Redis, ask: () => Promise<R>): Promise<R> {
    try {
      return await ask();
    } catch (error) {
      if (!isNoGroup(error)) throw error;
      await lane.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch(ignoreExisting);
      return ask();
    }
  }

  async function forgetDeadConsumers(lane: Redis): Promise<void> {
    const consumers = (await lane.xinfo('CONSUMERS', stream, group)) as unknown[][];
    for (const [, name, , pending, , idleMs] of consumers) {
      if (pending !== 0 || (idleMs as number) < FORGET_CONSUMER_MS) continue;
      await lane.xgroup('DELCONSUMER', stream, group, name as string);
    }
  }
}

function withScripts(redis: Redis): WithScripts {
  redis.defineCommand('pushItem', { numberOfKeys: 2, lua: PUSH });
  redis.defineCommand('ackItem', { numberOfKeys: 2, lua: ACK });
  redis.defineCommand('holdItem', { numberOfKeys: 1, lua: HOLD });
  return redis as WithScripts;
}

/** A question asked while Redis is away is never answered if it stays away: the signal ends the wait then. */
function stoppedWhileAway(lane: Redis, signal: AbortSignal): { rejects: Promise<never>; forget(): void } {
  let hangUp = () => {};
  const rejects = new Promise<never>((_, reject) => {
    hangUp = () => void (lane.status === 'ready' || reject(signal.reason as Error));
  });
  rejects.catch(() => {}); // nobody may be asking
  signal.addEventListener('abort', hangUp);
  return { rejects, forget: () => signal.removeEventListener('abort', hangUp) };
}

function isNoGroup(error: unknown): boolean {
  return error instanceof Error && /^NOGROUP|no such key/.test(error.message.replace(/^ERR /, ''));
}

function ignoreExisting(error: Error): void {
  if (!error.message.startsWith('BUSYGROUP')) throw error;
}
