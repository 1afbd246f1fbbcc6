import type { Redis } from 'ioredis';

/**
 * Adds an item unless the backlog or the memory of Redis is full, atomically. An empty queue takes an item of any size.
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

/** Removes an item and takes its bytes off the count. KEYS as above. ARGV: the group, the entry. */
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
 * Sets how long a consumer has had an item, unless another consumer has claimed the item meanwhile.
 * KEYS[1] the stream. ARGV: the group, the consumer, the entry, the time in ms, the attempts that count.
 */
const HOLD = `
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)[1]
if not pending or pending[2] ~= ARGV[2] then return end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'IDLE', ARGV[4], 'RETRYCOUNT', ARGV[5], 'JUSTID')
`;

/** A connection that has the scripts above as commands. */
export type WithScripts = Redis & {
  pushItem(keys: string, bytes: string, item: string, max: number, maxBytes: number, percent: number): Promise<number>;
  ackItem(key: string, bytes: string, group: string, id: string): Promise<void>;
  holdItem(key: string, group: string, consumer: string, id: string, idleMs: number, attempts: number): Promise<void>;
};

export function withScripts(redis: Redis): WithScripts {
  redis.defineCommand('pushItem', { numberOfKeys: 2, lua: PUSH });
  redis.defineCommand('ackItem', { numberOfKeys: 2, lua: ACK });
  redis.defineCommand('holdItem', { numberOfKeys: 1, lua: HOLD });
  return redis as WithScripts;
}
