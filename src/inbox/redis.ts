import type { Redis } from 'ioredis';
import { createHints, type Hints } from '../redis-hints.ts';
import { orUnavailable } from '../redis.ts';
import type { Inbox, Message, Sent } from './inbox.ts';

/** An inbox that nobody removes, because its submission was lost, counts as open for so long after it was opened. */
const OPEN_FOR_S = 3600;
/** A receiver reads at least this often; a hint makes the next read earlier. */
const LOOK_EVERY_MS = 500;
const PAGE = 16;

/**
 * KEYS[1] the inboxes that are open, by when they count as lost. ARGV: id, most, now and seconds to keep it open. Answers
 * 1 when it is open.
 */
const OPEN = `
local now, until_ = tonumber(ARGV[3]), tonumber(ARGV[3]) + tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], until_, ARGV[1])
return 1
`;

/**
 * Adds a message and hints the receiver, atomically, by the rules of Inbox.send. KEYS: those that are open, the messages,
 * their bytes. ARGV: id, n, the message, its bytes, the most bytes, seconds to keep them. Answers the state and the next n.
 */
const SEND = `
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {'closed', 1} end
local n, count = tonumber(ARGV[2]), redis.call('LLEN', KEYS[2])
if n <= count then return {'taken', count + 1} end
if n > count + 1 then return {'gap', count + 1} end
local last = redis.call('LINDEX', KEYS[2], -1)
if last and string.sub(last, 1, 1) == '1' then return {'ended', count + 1} end
local bytes = tonumber(redis.call('GET', KEYS[3]) or '0') + tonumber(ARGV[4])
if bytes > tonumber(ARGV[5]) then return {'full', count + 1} end
redis.call('RPUSH', KEYS[2], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[6])
redis.call('SET', KEYS[3], bytes, 'EX', ARGV[6])
redis.call('PUBLISH', KEYS[2], '')
return {'taken', n + 1}
`;

type WithScripts = Redis & {
  openInbox(key: string, id: string, most: number, now: number, forS: number): Promise<0 | 1>;
  sendToInbox(
    ...given: [openKey: string, key: string, bytesKey: string, ...args: (string | number)[]]
  ): Promise<[Sent['state'], number]>;
};

/** Messages as Redis lists `input:<id>`. The subscriber is a connection of its own, used for hints only. */
export function createRedisInbox(deps: { redis: Redis; subscriber: Redis; maxBytes: number; prefix?: string }): Inbox {
  const { prefix = '' } = deps;
  deps.redis.defineCommand('openInbox', { numberOfKeys: 1, lua: OPEN });
  deps.redis.defineCommand('sendToInbox', { numberOfKeys: 3, lua: SEND });
  const redis = deps.redis as WithScripts;
  const hints: Hints = createHints(deps.subscriber);
  const openKey = `${prefix}inputs`;
  const keyOf = (id: string) => `${prefix}input:${id}`;
  const bytesKeyOf = (id: string) => `${keyOf(id)}:bytes`;

  return {
    async open(id, most) {
      const now = Math.floor(Date.now() / 1000);
      const limit = Math.min(most, Number.MAX_SAFE_INTEGER);
      return (await orUnavailable(redis.openInbox(openKey, id, limit, now, OPEN_FOR_S))) === 1;
    },

    async send(id, n, message) {
      const { maxBytes } = deps;
      const args = [id, n, toEntry(message), Buffer.byteLength(message.text), maxBytes, OPEN_FOR_S];
      const sending = redis.sendToInbox(openKey, keyOf(id), bytesKeyOf(id), ...args);
      const [state, next] = await orUnavailable(sending);
      return { state, next };
    },

    async *receive(id, signal) {
      const hint = hints.listen(keyOf(id));
      try {
        for (let at = 0; !signal.aborted;) {
          const changed = hint.next(LOOK_EVERY_MS, signal);
          const entries = await orUnavailable(redis.lrange(keyOf(id), at, at + PAGE - 1));
          for (const entry of entries) {
            if (signal.aborted) return;
            yield fromEntry(entry);
          }
          at += entries.length;
          if (entries.length === 0) await changed;
        }
      } finally {
        hint.close();
      }
    },

    async remove(id) {
      await orUnavailable(redis.zrem(openKey, id));
      await orUnavailable(redis.del(keyOf(id), bytesKeyOf(id)));
    },

    async close() {
      await hints.close();
    },
  };
}

/** Whether stdin ends after it, then the text. */
function toEntry({ text, end }: Message): string {
  return `${end ? 1 : 0}${text}`;
}

function fromEntry(entry: string): Message {
  return { text: entry.slice(1), end: entry.startsWith('1') };
}
