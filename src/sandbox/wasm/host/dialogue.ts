import { SESSION_MS } from '../../../domain/limits.ts';
import { createSharedInput, messagesIn, putInput, type SharedInput } from '../thread/shared-input.ts';
import type { Left } from './over.ts';

const encoder = new TextEncoder();

/** The input that is sent to one interactive program, and how long the program has waited for input. */
export interface Dialogue {
  readonly shared: SharedInput;
  send(text: string, end: boolean): void;
  /** The program waits, having seen this many messages. Returns false when another message has been sent meanwhile. */
  waits(seen: number): boolean;
  /** How long the program has waited so far, in ms. */
  waitedMs(): number;
  /**
   * Whether the program has waited for more than `idleMs` or its session has lasted too long, and how long it may go
   * on.
   */
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
