import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inbox, Message } from '../../src/inbox/inbox.ts';

export const INBOX_MAX_BYTES = 100;

/**
 * The tests of every inbox. `make` opens an inbox that keeps INBOX_MAX_BYTES for a submission; all inboxes that it
 * opens share their messages.
 */
export function describeInbox(name: string, make: () => Promise<Inbox>): void {
  describe(`inbox: ${name}`, () => {
    let inbox: Inbox;
    let id: string;
    beforeEach(async () => {
      inbox = await make();
      id = randomUUID();
      await inbox.open(id, 1000);
    });
    afterEach(async () => {
      await inbox.remove(id);
      await inbox.close();
    });
    const messageOf = (text: string): Message => ({ text, end: false });
    const send = (n: number, text: string) => inbox.send(id, n, messageOf(text));
    const received = async (count: number) => {
      const texts: string[] = [];
      const enough = new AbortController();
      for await (const { text } of inbox.receive(id, AbortSignal.any([enough.signal, AbortSignal.timeout(60_000)])))
        if (texts.push(text) === count) enough.abort();
      return texts;
    };

    it('delivers messages in order, whether they were sent before there was a receiver or after', async () => {
      expect(await send(1, 'a\0é')).toEqual({ state: 'taken', next: 2 });
      const all = received(3);
      await send(2, 'b');
      await send(3, 'c');
      expect(await all).toEqual(['a\0é', 'b', 'c']);
    });

    it('takes a message once, however often it is sent', async () => {
      await send(1, 'a');
      expect(await send(1, 'a')).toEqual({ state: 'taken', next: 2 });
      await Promise.all([send(2, 'b'), send(2, 'b'), send(2, 'b')]);
      await send(3, 'c');
      expect(await received(3)).toEqual(['a', 'b', 'c']);
    });

    it('delivers all messages to each receiver, because a run may begin anew', async () => {
      for (const [n, text] of ['a', 'b', 'c'].entries()) await send(n + 1, text);
      expect([await received(3), await received(2)]).toEqual([
        ['a', 'b', 'c'],
        ['a', 'b'],
      ]);
    });

    it('refuses a message whose number is too high, and returns the next number', async () => {
      expect(await send(2, 'b')).toEqual({ state: 'gap', next: 1 });
      await send(1, 'a');
      expect(await send(9, 'b')).toEqual({ state: 'gap', next: 2 });
    });

    it('takes exactly its maximum number of bytes', async () => {
      expect(await send(1, 'é'.repeat(INBOX_MAX_BYTES / 2))).toEqual({ state: 'taken', next: 2 });
      expect(await send(2, 'x')).toEqual({ state: 'full', next: 2 });
      expect(await inbox.send(id, 2, { text: '', end: true })).toEqual({ state: 'taken', next: 3 });
    });

    it('takes no message after the end', async () => {
      await inbox.send(id, 1, { text: 'last', end: true });
      expect(await send(2, 'x')).toEqual({ state: 'ended', next: 2 });
      expect(await inbox.send(id, 1, { text: 'last', end: true })).toEqual({ state: 'taken', next: 2 });
    });

    it('takes no message for a submission that has no place, or whose inbox was removed', async () => {
      expect(await inbox.send(randomUUID(), 1, messageOf('a'))).toMatchObject({ state: 'closed' });
      await send(1, 'a');
      await inbox.remove(id);
      expect(await send(2, 'b')).toMatchObject({ state: 'closed' });
      await inbox.open(id, 1000);
      expect(await send(1, 'anew')).toEqual({ state: 'taken', next: 2 });
    });

    it('has places for a limited number of submissions', async () => {
      const others = [randomUUID(), randomUUID()] as const;
      expect(await inbox.open(others[0], 2)).toBe(true);
      expect([await inbox.open(others[1], 2), await inbox.open(id, 2)]).toEqual([false, true]);
      await inbox.remove(others[0]);
      expect(await inbox.open(others[1], 2)).toBe(true);
      await inbox.remove(others[1]);
    });

    it('stops delivering with the signal', async () => {
      const stop = new AbortController();
      const all = (async () => {
        for await (const _ of inbox.receive(id, stop.signal)) throw new Error('nothing was sent');
      })();
      await new Promise((resolve) => setTimeout(resolve, 50));
      stop.abort();
      await all;
    });
  });
}
