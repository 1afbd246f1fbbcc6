import { WORKER_LIVES_S, type WorkerRegistry, type WorkerState } from './registry.ts';

/** The registry of the workers in this process. */
export function createMemoryRegistry(livesMs = WORKER_LIVES_S * 1000): WorkerRegistry {
  const workers = new Map<string, { state: WorkerState; until: number }>();
  return {
    async beat(state) {
      workers.set(state.id, { state, until: performance.now() + livesMs });
    },
    async leave(id) {
      workers.delete(id);
    },
    async alive() {
      const now = performance.now();
      const living = [...workers.values()].filter(({ until }) => until > now);
      return living.map(({ state }) => state).sort((a, b) => a.id.localeCompare(b.id));
    },
  };
}
