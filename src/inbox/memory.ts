import type { Inbox, Message, Sent } from './inbox.ts';

interface Letters {
  readonly messages: Message[];
  bytes: number;
  readonly wakes: Set<() => void>;
}

/** Messages in this process, `maxBytes` for one submission. */
export function createMemoryInbox({ maxBytes }: { maxBytes: number }): Inbox {
  const inboxes = new Map<string, Letters>();

  return {
    async open(id, most) {
      if (inboxes.has(id)) return true;
      if (inboxes.size >= most) return false;
      inboxes.set(id, { messages: [], bytes: 0, wakes: new Set() });
      return true;
    },

    async send(id, n, message) {
      const inbox = inboxes.get(id);
      if (!inbox) return { state: 'closed', next: 1 };
      const state = stateOf(inbox, n, message);
      if (state !== 'new') return { state, next: inbox.messages.length + 1 };
      inbox.messages.push(message);
      inbox.bytes += Buffer.byteLength(message.text);
      for (const wake of inbox.wakes) wake();
      return { state: 'taken', next: n + 1 };
    },

    async *receive(id, signal) {
      const inbox = inboxes.get(id);
      for (let at = 0; inbox && !signal.aborted;) {
        const message = inbox.messages[at];
        if (!message) await change(inbox.wakes, signal);
        else {
          at += 1;
          yield message;
        }
      }
    },

    async remove(id) {
      inboxes.delete(id);
    },

    async close() {
      inboxes.clear();
    },
  };

  function stateOf({ messages, bytes }: Letters, n: number, { text }: Message): Sent['state'] | 'new' {
    if (n <= messages.length) return 'taken';
    if (n > messages.length + 1) return 'gap';
    if (messages.at(-1)?.end) return 'ended';
    return bytes + Buffer.byteLength(text) > maxBytes ? 'full' : 'new';
  }
}

function change(wakes: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      wakes.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    wakes.add(wake);
    signal.addEventListener('abort', wake);
  });
}
