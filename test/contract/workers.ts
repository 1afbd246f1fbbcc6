import { describe, beforeEach, expect, it } from 'vitest';
import type { WorkerRegistry, WorkerState } from '../../src/workers/registry.ts';

export const LIVES_MS = 1000;

/**
 * The tests of every registry of workers. `make` opens an empty registry that drops a worker LIVES_MS after its last
 * heartbeat.
 */
export function describeRegistry(name: string, make: () => Promise<WorkerRegistry>): void {
  describe(`registry of workers: ${name}`, () => {
    let registry: WorkerRegistry;
    beforeEach(async () => {
      registry = await make();
    });
    const state = (id: string, more: Partial<WorkerState> = {}): WorkerState => ({
      id,
      host: 'machine',
      lanes: 2,
      sandbox: 'docker',
      versions: { python: 'CPython 3.10.14' },
      problem: null,
      at: '2026-01-02T03:04:05.678Z',
      ...more,
    });

    it('has no worker at first', async () => {
      expect(await registry.alive()).toEqual([]);
    });

    it('returns the last heartbeat of each worker', async () => {
      await registry.beat(state('b', { problem: 'the images are being prepared', versions: {} }));
      await registry.beat(state('a'));
      await registry.beat(state('b'));
      expect(await registry.alive()).toEqual([state('a'), state('b')]);
    });

    it('drops a worker without heartbeats, and keeps one with them', async () => {
      await registry.beat(state('silent'));
      for (const until = Date.now() + LIVES_MS * 1.5; Date.now() < until;) {
        await registry.beat(state('alive'));
        await new Promise((resolve) => setTimeout(resolve, LIVES_MS / 10));
      }
      expect((await registry.alive()).map(({ id }) => id)).toEqual(['alive']);
      await registry.beat(state('silent'));
      expect((await registry.alive()).map(({ id }) => id)).toEqual(['alive', 'silent']);
    });

    it('at once drops a worker that leaves', async () => {
      await registry.beat(state('a'));
      await registry.leave('a');
      expect(await registry.alive()).toEqual([]);
    });
  });
}
