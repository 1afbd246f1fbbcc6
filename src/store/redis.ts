import type { Redis } from 'ioredis';
import { submissionFrom, type SubmissionEvent } from '../domain.ts';
import { orUnavailable } from '../redis.ts';
import { compareCursors, type Claim, type Cursor, type FollowedEvent, type SubmissionStore } from './store.ts';
import { createHints, type Hints } from './redis-hints.ts';

/** How long a story without an end is kept: far longer than a full queue needs. */
const UNFINISHED_TTL_S = 24 * 3600;
/** A follower looks at least this often; a hint only makes it sooner. */
const LOOK_EVERY_MS = 500;
/** A follower that is slow keeps a page in memory: it holds many small entries, or one of the largest. */
const PAGE_BYTES = 64 * 1024;
const PAGE_ENTRIES = 32;
const FIRST_PAGE_ENTRIES = 4;

/**
 * Appends one event to a story and hints its followers, atomically, by the rules of SubmissionStore.append.
 * KEYS[1] the story. ARGV: type, event as JSON, attempt and n (both '' for "after the last"), seconds to keep it.
 * Answers 1 when the event stands in the story, 0 when it was refused.
 */
const APPEND = `
local type, event, attempt, n, ttl = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local id = attempt ~= '' and attempt .. '-' .. n or nil
if type == 'queued' then id = '0-1' end
if not last then
  if type ~= 'queued' then return 0 end
else
  local lastId, lastType, lastEvent = last[1], last[2][2], last[2][4]
  if event == lastEvent and (id == lastId or (not id and type == 'finished')) then return 1 end
  if type == 'queued' or lastType == 'finished' then return 0 end
  local a, b = string.match(lastId, '(%d+)-(%d+)')
  a, b = tonumber(a), tonumber(b)
  if not id then id = string.format('%d-%d', a, b + 1)
  elseif tonumber(attempt) < a or (tonumber(attempt) == a and tonumber(n) <= b) then return 0 end
end
redis.call('XADD', KEYS[1], id, 'type', type, 'event', event)
redis.call('EXPIRE', KEYS[1], ttl)
redis.call('PUBLISH', KEYS[1], '')
return 1
`;

type Entry = [id: Cursor, fields: [string, string, string, string]];
type WithAppend = Redis & {
  appendToStory(key: string, type: string, event: string, attempt: string, n: string, ttl: number): Promise<0 | 1>;
};

/** Stories as Redis Streams `status:<id>`. The subscriber is a connection of its own, used for hints only. */
export function createRedisStore(deps: { redis: Redis; subscriber: Redis; ttlS: number }): SubmissionStore {
  deps.redis.defineCommand('appendToStory', { numberOfKeys: 1, lua: APPEND });
  const redis = deps.redis as WithAppend;
  const hints: Hints = createHints(deps.subscriber);

  return {
    async append(id, event, position) {
      const [attempt, n] = position ? [`${position.attempt}`, `${position.n}`] : ['', ''];
      const ttl = event.type === 'finished' ? deps.ttlS : Math.max(UNFINISHED_TTL_S, deps.ttlS);
      const json = JSON.stringify(event);
      return (await orUnavailable(redis.appendToStory(keyOf(id), event.type, json, attempt, n, ttl))) === 1;
    },

    async remove(id) {
      await orUnavailable(redis.del(keyOf(id)));
    },

    async find(id) {
      const story = (await orUnavailable(redis.xrange(keyOf(id), '-', '+'))) as Entry[];
      const submission = submissionFrom(id, story.map(eventOf));
      return submission && { submission, cursor: story.at(-1)![0] };
    },

    async outline(id) {
      const ends = [redis.xrange(keyOf(id), '-', '+', 'COUNT', 1), redis.xrevrange(keyOf(id), '+', '-', 'COUNT', 1)];
      const [[first], [last]] = (await orUnavailable(Promise.all(ends))) as [Entry[], Entry[]];
      const submission = first && submissionFrom(id, [eventOf(first)]);
      return submission && last && { submission, cursor: last[0], isFinished: typeOf(last) === 'finished' };
    },

    async *follow(id, { after, signal }) {
      const key = keyOf(id);
      const hint = hints.listen(key);
      let cursor: Cursor = after ?? '0-0';
      let ended = false;
      let count = FIRST_PAGE_ENTRIES;
      try {
        while (!signal.aborted && !ended) {
          const changed = hint.next(LOOK_EVERY_MS, signal);
          const entries = (await orUnavailable(redis.xrange(key, `(${cursor}`, '+', 'COUNT', count))) as Entry[];
          count = countAfter(entries);
          const page = entries.splice(0).map(followedEvent); // JSON may be six times as long as its text
          for (const followed of page) {
            yield followed;
            cursor = followed.cursor;
            ended = followed.event.type === 'finished';
          }
          if (page.length === 0) ended = await nothingMore(key, cursor);
          if (page.length === 0 && !ended) await changed;
        }
      } finally {
        hint.close();
      }
    },

    async claim(key, wanted) {
      const answer = redis.set(`idempotency:${key}`, JSON.stringify(wanted), 'EX', UNFINISHED_TTL_S, 'NX', 'GET');
      const bound = await orUnavailable(answer);
      return bound === null ? wanted : (JSON.parse(bound) as Claim);
    },

    async release(key) {
      await orUnavailable(redis.del(`idempotency:${key}`));
    },

    async close() {
      await hints.close();
    },
  };

  /** True when the story is gone, or when the cursor stands at its end. */
  async function nothingMore(key: string, cursor: Cursor): Promise<boolean> {
    const [last] = (await orUnavailable(redis.xrevrange(key, '+', '-', 'COUNT', 1))) as Entry[];
    return !last || (typeOf(last) === 'finished' && compareCursors(last[0], cursor) <= 0);
  }
}

function keyOf(id: string): string {
  return `status:${id}`;
}

/** How many entries like these make a page. */
function countAfter(entries: readonly Entry[]): number {
  if (entries.length === 0) return FIRST_PAGE_ENTRIES;
  const bytes = entries.reduce((sum, [, fields]) => sum + fields[3].length, 0);
  return Math.max(1, Math.min(PAGE_ENTRIES, Math.floor((PAGE_BYTES * entries.length) / bytes)));
}

function typeOf([, fields]: Entry): string {
  return fields[1];
}

function eventOf([, fields]: Entry): SubmissionEvent {
  return JSON.parse(fields[3]) as SubmissionEvent;
}

function followedEvent(entry: Entry): FollowedEvent {
  return { cursor: entry[0], event: eventOf(entry) };
}
