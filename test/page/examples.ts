import { describe, expect, it } from 'vitest';
import { forThePage } from '../../frontend/languages.ts';
import { submit } from '../support/engine.ts';
import { allLanguages as languages } from '../../tools/programs.ts';
import type { Site } from './visitor.ts';

/** The examples of every language, each run on the engine. */
export function describeExamples(site: Site): void {
  describe('examples', () => {
    it.concurrent.each(languages.all())('has at least five in $name, and they do what they say', async (language) => {
      const { examples } = forThePage(language);
      expect(examples.length).toBeGreaterThanOrEqual(5);
      for (const { name, code, input, ends } of examples) {
        expect([name, await reasonOf({ language: language.id, code, input })]).toEqual([name, ends ?? null]);
      }
    });

    async function reasonOf(request: object): Promise<unknown> {
      const response = await submit(site.url, request, { query: '?wait=true' });
      if (response.status === 200) return ((await response.json()) as { reason: unknown }).reason;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return reasonOf(request);
    }
  });
}
