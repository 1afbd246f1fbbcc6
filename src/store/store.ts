import type { SubmissionEvent } from '../domain/events.ts';
import type { Submission } from '../domain/record.ts';

/** An event's place in its story, "<attempt>-<n>", strictly increasing; also the SSE event id. */
export type Cursor = `${number}-${number}`;

/** Where a worker puts an event: `n` counts up from 0 (`running`) within an attempt. */
export interface Position {
  readonly attempt: number;
  readonly n: number;
}

/** Keeps the stories of submissions, the finished ones for a limited time. */
export interface SubmissionStore {
  /**
   * Appends an event to the story; true when the event is in the story. Refused are: any event after `finished` (the
   * first result wins), `queued` in a story that exists, any other event in one that does not, and a position at or before
   * the last one (a later attempt fences off an earlier one). Without a position the event goes after the last one.
   * The same event again at the last position is true, so a command that a reconnect sends twice does no harm.
   */
  append(id: string, event: SubmissionEvent, position?: Position): Promise<boolean>;
  /** The same for several successive events of a run, the first of them at `position`: all of them or none. */
  appendAll(id: string, events: readonly SubmissionEvent[], position: Position): Promise<boolean>;
  /** Deletes a story, for a submission that was refused. */
  remove(id: string): Promise<void>;
  /** The fold of the story so far, and the cursor of its last event. */
  find(id: string): Promise<Found | undefined>;
  /** What following a story needs. Takes the same time however much the program wrote. */
  outline(id: string): Promise<Outline | undefined>;
  /** Yields the events after `after`, then the new ones. Ends after `finished`, with the signal, and when the story does not exist. */
  follow(id: string, options: { after?: Cursor; signal: AbortSignal }): AsyncIterable<FollowedEvent>;
  /**
   * Binds an idempotency key to a submission unless the key is bound. Resolves with the submission that the key is bound
   * to. The binding lasts as long as the record.
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
  /** The record after the first event. */
  readonly submission: Submission;
  /** Of the last event. */
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

/** Parses a cursor that a client sends; undefined when the text is no cursor. */
export function parseCursor(text: string): Cursor | undefined {
  return /^\d{1,15}-\d{1,15}$/.test(text) ? (text as Cursor) : undefined;
}

/** Negative, zero or positive as `a` comes before, at or after `b`. */
export function compareCursors(a: Cursor, b: Cursor): number {
  const [aHigh = 0, aLow = 0] = a.split('-').map(Number);
  const [bHigh = 0, bLow = 0] = b.split('-').map(Number);
  return aHigh - bHigh || aLow - bLow;
}
