import type { WaitingEvent } from './domain/events.ts';
import type { Message } from './inbox/inbox.ts';
import type { Place } from './places.ts';

/** What is said between a running interactive program and whoever sends it input. */
export interface Conversation {
  /** For the sandbox. A message is handed over once the program has a place among those that run. */
  readonly live: AsyncIterable<Message>;
  /** The program waits, so it leaves its place. False for one that has been answered meanwhile: it waits no more. */
  waits(event: WaitingEvent): boolean;
  /** Whether the program waits now, as far as anybody knows. */
  isWaiting(): boolean;
}

export function createConversation(messages: AsyncIterable<Message>, place: Place): Conversation {
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
    for await (const message of messages) {
      handedOver += 1;
      isWaiting = false;
      await place.take();
      yield message;
    }
  }
}
