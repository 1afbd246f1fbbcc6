import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FollowedEvent, SubmissionStore } from '../../src/store/store.ts';
import { cancelled, completed, finished, output, queued, running } from '../support/stories.ts';

/** The tests of every store. `make` opens a store. */
export function describeStore(name: string, make: () => Promise<SubmissionStore>): void {
  describe(`store: ${name}`, () => {
    let store: SubmissionStore;
    let id: string;
    const signal = AbortSignal.timeout(60_000);
    beforeEach(async () => {
      store = await make();
      id = randomUUID();
    });
    afterEach(() => store.close());
    const appendAt = (event: Parameters<SubmissionStore['append']>[1], attempt: number, n: number) =>
      store.append(id, event, { attempt, n });
    const followed = async (after?: FollowedEvent['cursor']) => {
      const seen: FollowedEvent[] = [];
      for await (const event of store.follow(id, { ...(after && { after }), signal })) seen.push(event);
      return seen;
    };

    it('folds a story into its record', async () => {
      await store.append(id, queued);
      expect((await store.find(id))?.submission).toMatchObject({ id, status: 'queued', stdout: '', result: null });
      await appendAt(running, 1, 0);
      await appendAt(output('a\u0000é'), 1, 1);
      await appendAt(output('oops', 'stderr'), 1, 2);
      expect((await store.find(id))?.submission).toMatchObject({
        status: 'running',
        stdout: 'a\u0000é',
        stderr: 'oops',
      });
      await appendAt(finished, 1, 3);
      const found = await store.find(id);
      expect(found?.submission).toMatchObject({ status: 'completed', result: completed, sandbox: 'docker' });
      expect(found?.cursor).toBe('1-3');
    });

    it('finds no story that never began', async () => {
      expect(await store.find(id)).toBeUndefined();
      expect(await appendAt(running, 1, 0)).toBe(false);
      expect(await followed()).toEqual([]);
    });

    it('lets a story begin once', async () => {
      await store.append(id, queued);
      await appendAt(running, 1, 0);
      expect(await store.append(id, { ...queued, at: '2027-01-01T00:00:00.000Z' })).toBe(false);
    });

    it('keeps the first result: no event is appended after it', async () => {
      await store.append(id, queued);
      await appendAt(running, 1, 0);
      expect(await store.append(id, cancelled)).toBe(true);
      expect(await appendAt(output('late'), 1, 5)).toBe(false);
      expect(await appendAt(finished, 1, 6)).toBe(false);
      expect(await appendAt(running, 2, 0)).toBe(false);
      expect((await store.find(id))?.submission).toMatchObject({ status: 'cancelled', stdout: '' });
    });

    it('refuses events of an attempt when a later attempt runs, and starts the record again', async () => {
      await store.append(id, queued);
      await appendAt(running, 1, 0);
      await appendAt(output('from the first'), 1, 1);
      expect(await appendAt({ ...running, at: '2026-01-02T03:05:00.000Z' }, 2, 0)).toBe(true);
      expect(await appendAt(output('from the dead'), 1, 2)).toBe(false);
      await appendAt(output('from the second'), 2, 1);
      expect((await store.find(id))?.submission.stdout).toBe('from the second');
    });

    it('refuses two writers of the same attempt, but not a command that is sent twice', async () => {
      await store.append(id, queued);
      expect(await appendAt(running, 1, 0)).toBe(true);
      expect(await appendAt(running, 1, 0)).toBe(true);
      expect(await appendAt({ ...running, at: '2026-01-02T03:05:00.000Z' }, 1, 0)).toBe(false);
      await appendAt(output('once'), 1, 1);
      expect(await appendAt(output('once'), 1, 1)).toBe(true);
      expect((await store.find(id))?.submission.stdout).toBe('once');
    });

    it('appends several events at once, in order, the first at its position', async () => {
      await store.append(id, queued);
      await appendAt(running, 1, 0);
      const batch = [output('a'), output('b', 'stderr'), output('c')];
      expect(await store.appendAll(id, batch, { attempt: 1, n: 1 })).toBe(true);
      expect(await store.appendAll(id, [output('d'), finished], { attempt: 1, n: 4 })).toBe(true);
      const seen = (await followed()).map(({ cursor, event }) => [cursor, event.type]);
      expect(seen.slice(2)).toEqual([
        ['1-1', 'output'],
        ['1-2', 'output'],
        ['1-3', 'output'],
        ['1-4', 'output'],
        ['1-5', 'finished'],
      ]);
      expect((await store.find(id))?.submission).toMatchObject({ status: 'completed', stdout: 'acd', stderr: 'b' });
    });

    it('refuses several events together if it would refuse the first, but not the same events sent twice', async () => {
      const batch = [output('a'), output('b')];
      expect(await store.appendAll(id, batch, { attempt: 1, n: 1 })).toBe(false);
      await store.append(id, queued);
      await appendAt(running, 1, 0);
      expect(await store.appendAll(id, batch, { attempt: 1, n: 1 })).toBe(true);
      expect(await store.appendAll(id, batch, { attempt: 1, n: 1 })).toBe(true);
      expect(await store.appendAll(id, [output('x'), output('y')], { attempt: 1, n: 1 })).toBe(false);
      expect(await store.appendAll(id, [output('x'), output('y')], { attempt: 1, n: 2 })).toBe(false);
      await appendAt(running, 2, 0);
      expect(await store.appendAll(id, [output('late'), finished], { attempt: 1, n: 3 })).toBe(false);
      await store.append(id, cancelled);
      expect(await store.appendAll(id, [output('late'), finished], { attempt: 2, n: 2 })).toBe(false);
      expect((await store.find(id))?.submission).toMatchObject({ status: 'cancelled', stdout: '' });
    });

    it('replays a story to a follower, then follows live, and ends after the last event', async () => {
      await store.append(id, queued);
      await appendAt(running, 1, 0);
      const seen = followed();
      await appendAt(output('x'), 1, 1);
      await appendAt(output('y'), 1, 2);
      await appendAt(finished, 1, 3);
      expect((await seen).map(({ cursor }) => cursor)).toEqual(['0-1', '1-0', '1-1', '1-2', '1-3']);
    });

    it('resumes after a cursor, and yields nothing after the last one', async () => {
      await store.append(id, queued);
      await appendAt(running, 1, 0);
      for (let n = 1; n <= 100; n++) await appendAt(output(`${n};`), 1, n);
      await appendAt(finished, 1, 101);
      const rest = await followed('1-98');
      expect(rest.map(({ cursor }) => cursor)).toEqual(['1-99', '1-100', '1-101']);
      expect(await followed('1-101')).toEqual([]);
      expect((await followed()).length).toBe(103);
    });

    it('ends for a cursor beyond the end', async () => {
      await store.append(id, queued);
      await appendAt(running, 1, 0);
      const following = (async () => {
        for await (const _ of store.follow(id, { after: '9-9', signal: AbortSignal.timeout(60_000) })) continue;
      })();
      await appendAt(finished, 1, 1);
      const started = performance.now();
      await following;
      expect(performance.now() - started).toBeLessThan(3000);
    });

    it('outlines a story: the first record, the last cursor, and whether the story is finished', async () => {
      expect(await store.outline(id)).toBeUndefined();
      await store.append(id, queued);
      await appendAt(running, 1, 0);
      await appendAt(output('x'), 1, 1);
      const { submission } = (await store.outline(id))!;
      expect(submission).toMatchObject({ id, status: 'queued', request: queued.request, stdout: '' });
      expect(await store.outline(id)).toMatchObject({ cursor: '1-1', isFinished: false });
      await appendAt(finished, 1, 2);
      expect(await store.outline(id)).toMatchObject({ cursor: '1-2', isFinished: true });
    });

    it('removes a story, which may then begin again', async () => {
      await store.append(id, queued);
      await store.remove(id);
      expect(await store.find(id)).toBeUndefined();
      expect(await appendAt(running, 1, 0)).toBe(false);
      expect(await store.append(id, queued)).toBe(true);
    });

    it('stops following with the signal', async () => {
      await store.append(id, queued);
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 50);
      const seen: FollowedEvent[] = [];
      for await (const event of store.follow(id, { signal: stop.signal })) seen.push(event);
      expect(seen).toHaveLength(1);
    });

    it('binds an idempotency key once', async () => {
      const key = randomUUID();
      expect(await store.claim(key, { id, fingerprint: 'a' })).toEqual({ id, fingerprint: 'a' });
      expect(await store.claim(key, { id: randomUUID(), fingerprint: 'b' })).toEqual({ id, fingerprint: 'a' });
      await store.release(key);
      expect(await store.claim(key, { id, fingerprint: 'c' })).toEqual({ id, fingerprint: 'c' });
    });
  });
}
