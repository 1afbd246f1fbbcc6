import type { Submission } from '../../src/domain/record.ts';
import type { History } from '../../src/history/history.ts';

/** A history in memory, for tests of other parts: a database takes seconds to start, and has its own tests. */
export function createMemoryHistory(): History {
  const saved = new Map<string, Submission>();
  return {
    async save(submission) {
      if (!saved.has(submission.id)) saved.set(submission.id, submission);
    },
    find: async (id) => saved.get(id),
    async deleteBefore(time, most) {
      const old = [...saved.values()].filter(({ createdAt }) => Date.parse(createdAt) < time.getTime());
      const oldest = old.sort((a, b) => a.createdAt.localeCompare(b.createdAt)).slice(0, most);
      for (const { id } of oldest) saved.delete(id);
      return oldest.length;
    },
    check: async () => {},
    close: async () => {},
  };
}
