import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { orUnavailable } from '../redis.ts';
import { queueFull, type Delivery, type Queue } from './queue.ts';

/** Longest time a stop waits for an idle lane, and how often an idle lane looks for abandoned items. */
const BLOCK_MS = 500;
/** A consumer that has been idle this long without a pending item belongs to a process that is gone. */
const FORGET_CONSUMER_MS = 3600_000;

/**
 * Adds an item unless the backlog is full, atomically.
 * KEYS[1] the stream. ARGV: the item as JSON, the backlog limit (0 for none). Answers 1, or 0 when it is full.
 */
const PUSH = `
if tonumber(ARGV[2]) > 0 and redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('XADD', KEYS[1], '*', 'item', ARGV[1])
return 1
`;

type Entry = [id: string, fields: [string, string]];
type Pending = [id: string, consumer: string, idleMs: number, deliveries: number];
type WithPush = Redis & { pushItem(key: string, item: string, max: number): Promise<0 | 1> };

/** A Redis Stream read by a consumer group; each `deliveries` call is one consumer on a connection of its own. */
export function createRedisQueue<T>(deps: {
  redis: Redis;
  /** Opens a patient connection for one lane. */
  connect: () => Redis;
  stream: string;
  group: string;
  /** Backlog limit; 0 for none. */
  max: number;
  /** Must exceed the longest time a taker needs for one item. */
  abandonedAfterMs: number;
}): Queue<T> {
  const { stream, group, max, abandonedAfterMs } = deps;
  deps.redis.defineCommand('pushItem', { numberOfKeys: 1, lua: PUSH });
  const redis = deps.redis as WithPush;

  return {
    async push(item) {
      const pushed = await orUnavailable(redis.pushItem(stream, JSON.stringify(item), max));
      if (pushed === 0) throw queueFull(max);
    },

    async *deliveries(signal) {
      if (signal.aborted) return;
      const lane = deps.connect();
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

  async function take(lane: Redis, consumer: string): Promise<Delivery<T> | undefined> {
    return (await takeAbandoned(lane, consumer)) ?? (await takeNew(lane, consumer));
  }

  /** The first item whose taker has not acknowledged it in time; claiming it resets that clock, so one lane gets it. */
  async function takeAbandoned(lane: Redis, consumer: string): Promise<Delivery<T> | undefined> {
    const found = await lane.xpending(stream, group, 'IDLE', abandonedAfterMs, '-', '+', 1);
    const [pending] = found as Pending[];
    if (!pending) return undefined;
    const [entry] = (await lane.xclaim(stream, group, consumer, abandonedAfterMs, pending[0])) as Entry[];
    return entry && delivery(lane, entry, pending[3] + 1);
  }

  async function takeNew(lane: Redis, consumer: string): Promise<Delivery<T> | undefined> {
    const read = lane.xreadgroup('GROUP', group, consumer, 'COUNT', 1, 'BLOCK', BLOCK_MS, 'STREAMS', stream, '>');
    const answer = (await read) as [stream: string, entries: Entry[]][] | null;
    const entry = answer?.[0]?.[1][0];
    return entry && delivery(lane, entry, 1);
  }

  function delivery(lane: Redis, [id, fields]: Entry, attempt: number): Delivery<T> {
    return {
      item: JSON.parse(fields[1]) as T,
      attempt,
      async ack() {
        await lane.multi().xack(stream, group, id).xdel(stream, id).exec();
      },
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
