import type { SubmissionEvent } from '../domain/events.ts';
import type { Submission } from '../domain/record.ts';

/** An event's place in its story, "<attempt>-<n>", strictly increasing; also the SSE event id. */
export type Cursor = `${number}-${number}`;

/** Where a worker puts an event: `n` counts up from 0 (`running`) within an attempt. */
export interface Position {
  readonly attempt: number;
  readonly n: number;
}

/** Keeps the stories of submissions while they are fresh. */
export interface SubmissionStore {
  /**
   * Adds to the story and says whether the event now stands in it. Refused: anything after `finished` (the first
   * result wins), `queued` in a story that has begun, anything else in one that has not, and a position at or before
   * the last one (a later attempt fences off an earlier one). Without a position the event goes after the last one.
   * Repeating the last event word for word at its place is no refusal, so a command sent twice by a reconnect is harmless.
   */
  append(id: string, event: SubmissionEvent, position?: Position): Promise<boolean>;
  /** The same for several events of a run that come in a row, the first of them at `position`: all of them or none. */
  appendAll(id: string, events: readonly SubmissionEvent[], position: Position): Promise<boolean>;
  /** Forgets a story whose submission was refused. */
  remove(id: string): Promise<void>;
  /** The fold of the story so far, and the cursor of its last event. */
  find(id: string): Promise<Found | undefined>;
  /** What it takes to follow a story: cheap, however much the program wrote. */
  outline(id: string): Promise<Outline | undefined>;
  /** Replays what came after `after`, then follows live; ends after `finished`, with the signal, and when the story is gone. */
  follow(id: string, options: { after?: Cursor; signal: AbortSignal }): AsyncIterable<FollowedEvent>;
  /**
   * Binds an idempotency key to a submission unless it is bound; answers what it is bound to now. The binding lives as
   * long as the record.
   */
  claim(key: string, wanted: Claim): Promise<Claim>;
  /** Unbinds a key whose submission was refused, so that a retry is a new submission. */
  release(key: string): Promise<void>;
  close(): Promise<void>;
}

export interface Found {
  readonly submission: Submission;
  readonly cursor: Cursor;
}

export interface Outline {
  /** As it was when the story began. */
  readonly submission: Submission;
  /** Where the story stands, and whether that is its end. */
  readonly cursor: Cursor;
  readonly isFinished: boolean;
}

export interface FollowedEvent {
  readonly cursor: Cursor;
  readonly event: SubmissionEvent;
}

export interface Claim {
  readonly id: string;
  /** Digest of the parsed request. */
  readonly fingerprint: string;
}

export function cursorOf({ attempt, n }: Position): Cursor {
  return `${attempt}-${n}`;
}

/** Parses what a client sent back; undefined when it is not one of ours. */
export function parseCursor(text: string): Cursor | undefined {
  return /^\d{1,15}-\d{1,15}$/.test(text) ? (text as Cursor) : undefined;
}

/** Negative, zero or positive as `a` comes before, at or after `b`. */
export function compareCursors(a: Cursor, b: Cursor): number {
  const [aHigh = 0, aLow = 0] = a.split('-').map(Number);
  const [bHigh = 0, bLow = 0] = b.split('-').map(Number);
  return aHigh - bHigh || aLow - bLow;
}
