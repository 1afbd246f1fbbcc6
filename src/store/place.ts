import type { SubmissionEvent } from '../domain/events.ts';
import { compareCursors, cursorOf, type Cursor, type FollowedEvent, type Position } from './store.ts';

/**
 * The rules of `SubmissionStore.append`, as the Redis script has them: the cursor of the first event, or that the events
 * are refused, or that they are repeated and stand in the story already.
 */
export function placeFor(
  last: FollowedEvent | undefined,
  events: readonly SubmissionEvent[],
  position: Position | undefined,
): Cursor | 'refused' | 'repeated' {
  const [first, final] = [events[0]!, events.at(-1)!];
  if (!last) return first.type === 'queued' ? '0-1' : 'refused';
  const wanted = first.type === 'queued' ? '0-1' : position && cursorOf(position);
  const isAtItsPlace = wanted ? later(wanted, events.length - 1) === last.cursor : final.type === 'finished';
  if (isAtItsPlace && same(final, last.event)) return 'repeated';
  if (first.type === 'queued' || last.event.type === 'finished') return 'refused';
  if (!wanted) return later(last.cursor, 1);
  return compareCursors(wanted, last.cursor) > 0 ? wanted : 'refused';
}

function same(a: SubmissionEvent, b: SubmissionEvent): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The cursor `by` events after this one. */
export function later(cursor: Cursor, by: number): Cursor {
  const [attempt = 0, n = 0] = cursor.split('-').map(Number);
  return cursorOf({ attempt, n: n + by });
}
