import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, Queue } from '../../src/queue/queue.ts';

export const ABANDONED_AFTER_MS = 400;
export const QUEUE_MAX = 3;
export const QUEUE_MAX_BYTES = 100_000;

/** The tests of every queue. `make` opens an empty queue with QUEUE_MAX, QUEUE_MAX_BYTES and ABANDONED_AFTER_MS. */
export function describeQueue(name: string, make: () => Promise<Queue<{ text: string }>>): void {
  describe(`queue: ${name}`, () => {
    let queue: Queue<{ text: string }>;
    let stop: AbortController;
    beforeEach(async () => {
      queue = await make();
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await queue.close();
    });
    const taker = () => queue.deliveries(stop.signal)[Symbol.asyncIterator]();
    const take = async (from: AsyncIterator<Delivery<{ text: string }>>) => {
      const step = await from.next();
      if (step.done) throw new Error('the deliveries ended');
      return step.value as Delivery<{ text: string }>;
    };

    it('delivers items in order, as attempt 1', async () => {
      await queue.push({ text: 'a' });
      await queue.push({ text: 'b\u0000é🙂' });
      const lane = taker();
      const first = await take(lane);
      await first.ack();
      const second = await take(lane);
      expect([first.item.text, first.attempt, second.item.text]).toEqual(['a', 1, 'b\u0000é🙂']);
    });

    it('wakes a waiting consumer', async () => {
      const waiting = take(taker());
      await queue.push({ text: 'late' });
      expect((await waiting).item.text).toBe('late');
    });

    it('takes the next item only when the consumer asks for one', async () => {
      await queue.push({ text: 'a' });
      await queue.push({ text: 'b' });
      const [one, other] = [taker(), taker()];
      const first = await take(one);
      const second = await take(other);
      expect([first.item.text, second.item.text]).toEqual(['a', 'b']);
    });

    it('delivers an item again, as a further attempt, when its consumer does not acknowledge it in time', async () => {
      await queue.push({ text: 'dropped' });
      const [dead, alive] = [taker(), taker()];
      expect((await take(dead)).attempt).toBe(1);
      const again = await take(alive);
      expect([again.item.text, again.attempt]).toEqual(['dropped', 2]);
      const third = await take(taker());
      expect(third.attempt).toBe(3);
    });

    it('never delivers an acknowledged item again', async () => {
      await queue.push({ text: 'done' });
      const lane = taker();
      await (await take(lane)).ack();
      await new Promise((resolve) => setTimeout(resolve, ABANDONED_AFTER_MS * 1.5));
      await queue.push({ text: 'next' });
      expect((await take(lane)).item.text).toBe('next');
    });

    it('counts items that are not acknowledged, and refuses more than its limit with queue_full', async () => {
      for (let n = 0; n < QUEUE_MAX; n++) await queue.push({ text: `${n}` });
      expect(await queue.depth()).toBe(QUEUE_MAX);
      await expect(queue.push({ text: 'too many' })).rejects.toMatchObject({ code: 'queue_full' });
      await (await take(taker())).ack();
      expect(await queue.depth()).toBe(QUEUE_MAX - 1);
      await queue.push({ text: 'fits again' });
    });

    it('refuses more bytes than its limit with queue_full, and takes any first item', async () => {
      await queue.push({ text: 'x'.repeat(QUEUE_MAX_BYTES * 2) });
      await expect(queue.push({ text: 'small' })).rejects.toMatchObject({ code: 'queue_full' });
      await (await take(taker())).ack();
      await queue.push({ text: 'x'.repeat(QUEUE_MAX_BYTES / 2) });
      await queue.push({ text: 'small' });
      await expect(queue.push({ text: 'x'.repeat(QUEUE_MAX_BYTES / 2) })).rejects.toMatchObject({ code: 'queue_full' });
      await expect(queue.push({ text: 'small too' })).resolves.toBeUndefined();
    });

    it('leaves an item with its consumer for as long as the consumer renews the lease', async () => {
      await queue.push({ text: 'slow' });
      const { renew, ack } = await take(taker());
      const other = take(taker());
      for (const until = Date.now() + ABANDONED_AFTER_MS * 3; Date.now() < until;) {
        await renew();
        await new Promise((resolve) => setTimeout(resolve, ABANDONED_AFTER_MS / 10));
      }
      await ack();
      await queue.push({ text: 'next' });
      expect((await other).item.text).toBe('next');
    });

    it('does not let a former consumer renew or release an item that another has claimed', async () => {
      await queue.push({ text: 'moved' });
      const former = await take(taker());
      const now = await take(taker());
      await former.renew();
      await former.release(false);
      expect(now.attempt).toBe(2);
      await now.release(true);
      expect((await take(taker())).attempt).toBe(3);
    });

    it('delivers a released item again at once: as a further attempt if its run had begun, else as the same attempt', async () => {
      await queue.push({ text: 'back' });
      await (await take(taker())).release(false);
      const again = await take(taker());
      expect([again.item.text, again.attempt]).toEqual(['back', 1]);
      await again.release(true);
      expect((await take(taker())).attempt).toBe(2);
    });

    it('ends the deliveries soon after the signal', async () => {
      const ended = (async () => {
        for await (const _ of queue.deliveries(stop.signal)) throw new Error('nothing was pushed');
        return 'ended';
      })();
      setTimeout(() => stop.abort(), 50);
      expect(await ended).toBe('ended');
    });
  });
}
