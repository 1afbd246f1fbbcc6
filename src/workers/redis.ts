import type { Redis } from 'ioredis';
import { orUnavailable } from '../redis.ts';
import { WORKER_LIVES_S, type WorkerRegistry, type WorkerState } from './registry.ts';

/** The key of the set of all workers' ids. A worker whose own key has expired counts as gone. */
const ALL = 'workers';

/** Each worker has a key that Redis expires, so that clocks of different machines do not matter. */
export function createRedisRegistry(deps: { redis: Redis; livesMs?: number }): WorkerRegistry {
  const { redis, livesMs = WORKER_LIVES_S * 1000 } = deps;
  return {
    async beat(state) {
      const key = keyOf(state.id);
      const renewed = redis
        .pipeline()
        .pexpire(key, livesMs) // the one command of these that a Redis without free memory executes
        .set(key, JSON.stringify(state), 'PX', livesMs)
        .sadd(ALL, state.id)
        .exec();
      await orUnavailable(renewed);
    },

    async leave(id) {
      await orUnavailable(redis.pipeline().del(keyOf(id)).srem(ALL, id).exec());
    },

    async alive() {
      const ids = (await orUnavailable(redis.smembers(ALL))).sort();
      if (ids.length === 0) return [];
      const states = await orUnavailable(redis.mget(ids.map(keyOf)));
      const gone = ids.filter((_, index) => states[index] === null);
      if (gone.length > 0) redis.srem(ALL, gone).catch(() => {}); // the next call does it
      return states.filter((state) => state !== null).map((state) => JSON.parse(state) as WorkerState);
    },
  };
}

function keyOf(id: string): string {
  return `worker:${id}`;
}
