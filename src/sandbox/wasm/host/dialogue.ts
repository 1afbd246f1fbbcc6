import { SESSION_MS } from '../../../domain/limits.ts';
import { createSharedInput, messagesIn, putInput, type SharedInput } from '../thread/shared-input.ts';
import type { Left } from './over.ts';

const encoder = new TextEncoder();

/** What is sent to one interactive program, and how long it waits for it. */
export interface Dialogue {
  readonly shared: SharedInput;
  send(text: string, end: boolean): void;
  /** The thread says that it waits, having seen so many messages. False when another has been sent meanwhile. */
  waits(seen: number): boolean;
  /** How long it has waited in all, in ms, until now. */
  waitedMs(): number;
  /** Given how long it may wait. */
  left(idleMs: number): ReturnType<Left>;
}

export function createDialogue(first: string, room: number): Dialogue {
  const shared = createSharedInput(encoder.encode(first), room);
  let startedAt: number | undefined;
  let waitingSince: number | undefined;
  let waitedBefore = 0;
  const waiting = () => (waitingSince === undefined ? 0 : performance.now() - waitingSince);
  return {
    shared,
    send(text, end) {
      waitedBefore += waiting();
      waitingSince = undefined;
      putInput(shared, encoder.encode(text), end);
    },
    waits(seen) {
      if (seen !== messagesIn(shared)) return false;
      waitingSince ??= performance.now();
      return true;
    },
    waitedMs: () => waitedBefore + waiting(),
    left(idleMs) {
      startedAt ??= performance.now();
      const idle = idleMs - waiting();
      const session = startedAt + SESSION_MS - performance.now();
      return { over: idle <= 0 ? 'idle' : session <= 0 ? 'session' : undefined, ms: Math.min(idle, session) };
    },
  };
}
