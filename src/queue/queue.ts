import { EngineError } from '../errors.ts';

/** One item, delivered to one consumer. */
export interface Delivery<T> {
  readonly item: T;
  /** 1 at first; more when an earlier consumer ended without acknowledging the item. */
  readonly attempt: number;
  /** Acknowledges the item: it is deleted and not delivered again. */
  ack(): Promise<void>;
  /** Renews the lease: the time after which the item counts as abandoned starts again. */
  renew(): Promise<void>;
  /** Returns the item to the queue at once. Its next delivery is a further attempt if it was begun, else the same attempt. */
  release(wasBegun: boolean): Promise<void>;
}

/** A queue that keeps every item until it is acknowledged. Used for jobs and for finished records. */
export interface Queue<T> {
  /** Resolves once the item is kept. Rejects with `queue_full` at a backlog limit, and with `unavailable` when the item cannot be kept. */
  push(item: T): Promise<void>;
  /** Yields one item at a time; takes the next one only when the caller asks for it. Ends soon after the signal. */
  deliveries(signal: AbortSignal): AsyncIterable<Delivery<T>>;
  /** Items not yet acknowledged. */
  depth(): Promise<number>;
  close(): Promise<void>;
}

/** The error of every queue at its backlog limit. */
export function queueFull(): EngineError {
  return new EngineError('queue_full', 'Too many submissions are waiting already. Try again in a few seconds.');
}

/** Pushes an item; false when the queue is full. */
export async function pushed<T>(item: T, queue: Queue<T>): Promise<boolean> {
  try {
    await queue.push(item);
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'queue_full') return false;
    throw error;
  }
}
