import type { WaitingEvent } from './domain/events.ts';
import type { Message } from './inbox/inbox.ts';
import { pause } from './pause.ts';
import type { Place } from './places.ts';

/** The messages to a running interactive program. */
export interface Conversation {
  /** The messages, for the sandbox. A message is handed over once the program has a place among those that run. */
  readonly live: AsyncIterable<Message>;
  /**
   * The program waits for input, so it leaves its place. False when a message has been handed over meanwhile: it no
   * longer waits.
   */
  waits(event: WaitingEvent): boolean;
  /** Whether the program waits now, as far as is known. */
  isWaiting(): boolean;
}

/** How long to wait before an inbox that failed is read again. */
const RETRY_MS = 500;

/** `receive` yields all messages, from the first one on. */
export function createConversation(
  receive: () => AsyncIterable<Message>,
  place: Place,
  signal: AbortSignal,
): Conversation {
  let handedOver = 0;
  let isWaiting = false;
  return {
    live: live(),
    waits({ n }) {
      if (n !== handedOver + 1) return false;
      isWaiting = true;
      place.leave();
      return true;
    },
    isWaiting: () => isWaiting,
  };

  async function* live(): AsyncGenerator<Message, void, void> {
    while (!signal.aborted) {
      try {
        yield* notHandedOver();
      } catch {
        // the inbox does not answer
      }
      await pause(RETRY_MS, signal);
    }
  }

  async function* notHandedOver(): AsyncGenerator<Message, void, void> {
    let n = 0;
    for await (const message of receive()) {
      if (n++ < handedOver) continue;
      handedOver = n;
      isWaiting = false;
      await place.take();
      yield message;
    }
  }
}
