import type { Redis } from 'ioredis';
import { readEvent } from '../domain/earlier.ts';
import type { SubmissionEvent } from '../domain/events.ts';
import { submissionFrom } from '../domain/record.ts';
import { orUnavailable } from '../redis.ts';
import { createHints, type Hints } from '../redis-hints.ts';
import { compareCursors, type Claim, type Cursor, type FollowedEvent } from './store.ts';
import type { Position, SubmissionStore } from './store.ts';

/** How long an unfinished story is kept: far longer than a full queue needs. */
const UNFINISHED_TTL_S = 24 * 3600;
/** A follower reads the story at least this often; a hint makes the next read earlier. */
const READ_EVERY_MS = 500;
/** A page of a story stays in memory while a slow follower reads it, so it holds many small entries or one large one. */
const PAGE_BYTES = 64 * 1024;
const PAGE_ENTRIES = 32;
const FIRST_PAGE_ENTRIES = 4;

/**
 * Appends events to a story and hints its followers, atomically, by the rules of SubmissionStore.append.
 * KEYS[1] the story. ARGV: attempt and n of the first (both '' for "after the last"), seconds to keep the story, then
 * type and JSON of each event. Answers 1 when the events are in the story, 0 when they are refused.
 */
const APPEND = `
local attempt, n, ttl = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local count = (#ARGV - 3) / 2
local type, finalType, finalEvent = ARGV[4], ARGV[#ARGV - 1], ARGV[#ARGV]
if type == 'queued' then attempt, n = 0, 1 end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then
  if type ~= 'queued' then return 0 end
else
  local a, b = string.match(last[1], '(%d+)-(%d+)')
  a, b = tonumber(a), tonumber(b)
  local lastType, lastEvent = last[2][2], last[2][4]
  local isAtItsPlace = (attempt == a and n + count - 1 == b) or (not attempt and finalType == 'finished')
  if isAtItsPlace and finalEvent == lastEvent then return 1 end
  if type == 'queued' or lastType == 'finished' then return 0 end
  if not attempt then attempt, n = a, b + 1
  elseif attempt < a or (attempt == a and n <= b) then return 0 end
end
for i = 1, count do
  local id = string.format('%.0f-%.0f', attempt, n + i - 1)
  redis.call('XADD', KEYS[1], id, 'type', ARGV[2 + 2 * i], 'event', ARGV[3 + 2 * i])
end
redis.call('EXPIRE', KEYS[1], ttl)
redis.call('PUBLISH', KEYS[1], '')
return 1
`;

type Entry = [id: Cursor, fields: [string, string, string, string]];
type WithAppend = Redis & {
  appendToStory(key: string, attempt: string, n: string, ttl: number, ...typesAndEvents: string[]): Promise<0 | 1>;
};

/** Stories as Redis Streams `status:<id>`. The subscriber is a connection for hints alone. */
export function createRedisStore(deps: { redis: Redis; subscriber: Redis; ttlS: number }): SubmissionStore {
  deps.redis.defineCommand('appendToStory', { numberOfKeys: 1, lua: APPEND });
  const redis = deps.redis as WithAppend;
  const hints: Hints = createHints(deps.subscriber);

  return {
    append: (id, event, position) => append(id, [event], position),
    appendAll: append,

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
          const changed = hint.next(READ_EVERY_MS, signal);
          const entries = (await orUnavailable(redis.xrange(key, `(${cursor}`, '+', 'COUNT', count))) as Entry[];
          count = countAfter(entries);
          const page = entries.splice(0).map(followedEvent); // JSON may be six times as long as its text
          for (const followed of page) {
            yield followed;
            cursor = followed.cursor;
            ended = followed.event.type === 'finished';
          }
          if (page.length === 0) ended = await isAtEnd(key, cursor);
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

  async function append(id: string, events: readonly SubmissionEvent[], position?: Position): Promise<boolean> {
    const [attempt, n] = position ? [`${position.attempt}`, `${position.n}`] : ['', ''];
    const isFinished = events.at(-1)?.type === 'finished';
    const ttl = isFinished ? deps.ttlS : Math.max(UNFINISHED_TTL_S, deps.ttlS);
    const typesAndEvents = events.flatMap((event) => [event.type, JSON.stringify(event)]);
    return (await orUnavailable(redis.appendToStory(keyOf(id), attempt, n, ttl, ...typesAndEvents))) === 1;
  }

  /** True when the story does not exist, or has finished at the cursor. */
  async function isAtEnd(key: string, cursor: Cursor): Promise<boolean> {
    const [last] = (await orUnavailable(redis.xrevrange(key, '+', '-', 'COUNT', 1))) as Entry[];
    return !last || (typeOf(last) === 'finished' && compareCursors(last[0], cursor) <= 0);
  }
}

function keyOf(id: string): string {
  return `status:${id}`;
}

/** How many entries of this size make a page. */
function countAfter(entries: readonly Entry[]): number {
  if (entries.length === 0) return FIRST_PAGE_ENTRIES;
  const bytes = entries.reduce((sum, [, fields]) => sum + fields[3].length, 0);
  return Math.max(1, Math.min(PAGE_ENTRIES, Math.floor((PAGE_BYTES * entries.length) / bytes)));
}

function typeOf([, fields]: Entry): string {
  return fields[1];
}

function eventOf([, fields]: Entry): SubmissionEvent {
  return readEvent(JSON.parse(fields[3]));
}

function followedEvent(entry: Entry): FollowedEvent {
  return { cursor: entry[0], event: eventOf(entry) };
}
