import { setMaxListeners } from 'node:events';
import type { SubmissionEvent } from '../domain/events.ts';
import { submissionFrom } from '../domain/record.ts';
import { requestSizeOf } from '../domain/request.ts';
import { later, placeFor } from './place.ts';
import { compareCursors, type Claim, type FollowedEvent, type Position, type SubmissionStore } from './store.ts';

interface Story {
  readonly events: FollowedEvent[];
  readonly wakes: Set<() => void>;
}

/** Estimated memory of an event besides its texts. */
const EVENT_BYTES = 500;

/** A store that drops stories which the history has, so that memory stays within its bound. */
export interface MemoryStore extends SubmissionStore {
  /** Says that the history has the record of this story. */
  saved(id: string): void;
}

/** Stories in this process. A finished one is dropped after `ttlMs`; of the saved ones the newest `keepBytes` stay. */
export function createMemoryStore(options: { ttlMs: number; keepBytes?: number }): MemoryStore {
  const { ttlMs, keepBytes = Infinity } = options;
  const stories = new Map<string, Story>();
  const claims = new Map<string, Claim>();
  const keys = new Map<string, string>();
  const timers = new Map<string, NodeJS.Timeout>();
  const saved = new Map<string, number>();
  let savedBytes = 0;

  return {
    append: async (id, event, position) => append(id, [event], position),
    appendAll: async (id, events, position) => append(id, events, position),

    async remove(id) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      stories.delete(id);
    },

    async find(id) {
      const events = stories.get(id)?.events ?? [];
      const submission = submissionFrom(
        id,
        events.map(({ event }) => event),
      );
      return submission && { submission, cursor: events.at(-1)!.cursor };
    },

    async outline(id) {
      const events = stories.get(id)?.events ?? [];
      const submission = submissionFrom(
        id,
        events.slice(0, 1).map(({ event }) => event),
      );
      const last = events.at(-1);
      return submission && last && { submission, cursor: last.cursor, isFinished: last.event.type === 'finished' };
    },

    async *follow(id, { after, signal }) {
      const story = stories.get(id);
      if (!story) return;
      let next = after ? story.events.findIndex(({ cursor }) => compareCursors(cursor, after) > 0) : 0;
      if (next === -1) next = story.events.length;
      while (!signal.aborted) {
        const followed = story.events[next];
        if (followed) {
          next += 1;
          yield followed;
        } else if (story.events.at(-1)?.event.type === 'finished') return;
        else await change(story, signal);
      }
    },

    async claim(key, wanted) {
      const bound = claims.get(key);
      if (bound) return bound;
      claims.set(key, wanted);
      keys.set(wanted.id, key);
      return wanted;
    },

    async release(key) {
      keys.delete(claims.get(key)?.id ?? '');
      claims.delete(key);
    },

    async close() {
      for (const timer of timers.values()) clearTimeout(timer);
    },

    saved(id) {
      const story = stories.get(id);
      if (!story || saved.has(id)) return;
      const bytes = story.events.reduce((sum, { event }) => sum + sizeOf(event), 0);
      saved.set(id, bytes);
      savedBytes += bytes;
      for (const oldest of saved.keys()) {
        if (savedBytes <= keepBytes) return;
        drop(oldest);
      }
    },
  };

  function append(id: string, events: readonly SubmissionEvent[], position?: Position): boolean {
    const story = stories.get(id) ?? { events: [], wakes: new Set() };
    const place = placeFor(story.events.at(-1), events, position);
    if (place === 'refused') return false;
    if (place === 'repeated') return true;
    stories.set(id, story);
    events.forEach((event, index) => story.events.push({ cursor: later(place, index), event }));
    for (const wake of story.wakes) wake();
    if (events.at(-1)?.type === 'finished') timers.set(id, setTimeout(forget, ttlMs, id).unref());
    return true;
  }

  /** Drops the events; the idempotency key stays bound until `forget`. */
  function drop(id: string): void {
    savedBytes -= saved.get(id) ?? 0;
    saved.delete(id);
    stories.delete(id);
  }

  function forget(id: string): void {
    drop(id);
    clearTimeout(timers.get(id));
    timers.delete(id);
    claims.delete(keys.get(id) ?? '');
    keys.delete(id);
  }
}

function sizeOf(event: SubmissionEvent): number {
  if (event.type === 'output') return EVENT_BYTES + event.text.length;
  if (event.type === 'test') return EVENT_BYTES + event.result.stdout.length + event.result.stderr.length;
  if (event.type === 'artifacts')
    return EVENT_BYTES + event.files.reduce((sum, { content }) => sum + content.length, 0);
  return EVENT_BYTES + (event.type === 'queued' ? requestSizeOf(event.request) : 0);
}

function change(story: Story, signal: AbortSignal): Promise<void> {
  setMaxListeners(0, signal);
  return new Promise((resolve) => {
    const wake = () => {
      story.wakes.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    story.wakes.add(wake);
    signal.addEventListener('abort', wake);
  });
}
