import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { EngineError } from '../errors.ts';
import { MEMORY_FULL, orUnavailable } from '../redis.ts';
import { queueFull, type Delivery, type Queue } from './queue.ts';
import { withScripts, type WithScripts } from './redis-scripts.ts';

/** The longest time that a stop waits for an idle lane, and how often an idle lane checks for abandoned items. */
const BLOCK_MS = 500;
/** A consumer that has been idle this long without a pending item belongs to a process that has ended. */
const FORGET_CONSUMER_MS = 3600_000;

type Entry = [id: string, fields: [string, string]];
type Pending = [id: string, consumer: string, idleMs: number, deliveries: number];
/** A Redis Stream read by a consumer group. Each call of `deliveries` is one consumer on its own connection. */
export function createRedisQueue<T>(deps: {
  redis: Redis;
  /** Opens a connection for one lane, on which commands wait until Redis is back. */
  connect: () => Redis;
  stream: string;
  group: string;
  /** Backlog limits; 0 for none. */
  max: number;
  maxBytes: number;
  /** Items are refused when Redis uses more than this percentage of its own memory limit. */
  memoryPercent: number;
  /** Must exceed the longest time between two renewals of an item. */
  abandonedAfterMs: number;
  /** Makes an item of parsed JSON, which an earlier version of the engine may have written. */
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
      const stopped = stoppedWhileDisconnected(lane, signal);
      const orStopped = <R>(command: () => Promise<R>) => Promise.race([withGroup(lane, command), stopped.rejects]);
      try {
        await orStopped(() => deleteDeadConsumers(lane));
        while (!signal.aborted) {
          const taken = await orStopped(() => take(lane, consumer));
          if (taken) yield taken;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        stopped.close();
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

  /** The first item that is neither acknowledged nor renewed in time. The claim resets its idle time, so one lane gets the item. */
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

  /** Creates the group, from the stream's beginning, when Redis does not have it. */
  async function withGroup<R>(lane: Redis, command: () => Promise<R>): Promise<R> {
    try {
      return await command();
    } catch (error) {
      if (!isNoGroup(error)) throw error;
      await lane.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch(ignoreExisting);
      return command();
    }
  }

  async function deleteDeadConsumers(lane: Redis): Promise<void> {
    const consumers = (await lane.xinfo('CONSUMERS', stream, group)) as unknown[][];
    for (const [, name, , pending, , idleMs] of consumers) {
      if (pending !== 0 || (idleMs as number) < FORGET_CONSUMER_MS) continue;
      await lane.xgroup('DELCONSUMER', stream, group, name as string);
    }
  }
}

/** Commands wait until Redis is connected again; the signal ends that wait. */
function stoppedWhileDisconnected(lane: Redis, signal: AbortSignal): { rejects: Promise<never>; close(): void } {
  let stop = () => {};
  const rejects = new Promise<never>((_, reject) => {
    stop = () => void (lane.status === 'ready' || reject(signal.reason as Error));
  });
  rejects.catch(() => {}); // no command may be waiting
  signal.addEventListener('abort', stop);
  return { rejects, close: () => signal.removeEventListener('abort', stop) };
}

function isNoGroup(error: unknown): boolean {
  return error instanceof Error && /^NOGROUP|no such key/.test(error.message.replace(/^ERR /, ''));
}

function ignoreExisting(error: Error): void {
  if (!error.message.startsWith('BUSYGROUP')) throw error;
}
