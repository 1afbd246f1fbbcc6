import type { Message } from '../../inbox/inbox.ts';

/**
 * Everything that an interactive program was given to read, in order. The agent says how much of it the program took.
 */
export interface Typed {
  add(message: Message): void;
  /** The next `count` bytes, which the program took. */
  take(count: number): Uint8Array;
}

export function createTyped(first: string): Typed {
  let bytes = Buffer.from(first);
  return {
    add({ text }) {
      bytes = Buffer.concat([bytes, Buffer.from(text)]);
    },
    take(count) {
      const taken = bytes.subarray(0, count);
      bytes = bytes.subarray(taken.length);
      return taken;
    },
  };
}
