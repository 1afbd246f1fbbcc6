import { EngineError } from '../errors.ts';

/** One item handed to one taker. */
export interface Delivery<T> {
  readonly item: T;
  /** 1 at first; more when an earlier taker died without acknowledging. */
  readonly attempt: number;
  /** The item is done with and will not come again. */
  ack(): Promise<void>;
  /** The taker is still at it: the time after which the item counts as abandoned begins anew. */
  renew(): Promise<void>;
  /** Hands the item back at once. It comes again as a further attempt if it was begun, and as the same one if not. */
  release(wasBegun: boolean): Promise<void>;
}

/** A queue that keeps every item until it is acknowledged. Used for jobs and for finished stories. */
export interface Queue<T> {
  /** Resolves once the item is kept. Rejects with `queue_full` at a backlog limit, `unavailable` when it cannot keep it. */
  push(item: T): Promise<void>;
  /** Yields one item at a time; the next is taken only when the caller asks for it. Ends soon after the signal. */
  deliveries(signal: AbortSignal): AsyncIterable<Delivery<T>>;
  /** Items not yet acknowledged. */
  depth(): Promise<number>;
  close(): Promise<void>;
}

/** The refusal that every queue gives at its limit. */
export function queueFull(): EngineError {
  return new EngineError('queue_full', 'Too many submissions are waiting already. Try again in a few seconds.');
}

/** False when the queue is full. */
export async function pushed<T>(item: T, queue: Queue<T>): Promise<boolean> {
  try {
    await queue.push(item);
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'queue_full') return false;
    throw error;
  }
}
