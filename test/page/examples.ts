import { readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { submit } from '../support/engine.ts';
import type { Site } from './visitor.ts';

interface Example {
  name: string;
  about: string;
  input: string;
  code: string;
}

/** How the ones end that do not complete. */
const ENDS: Record<string, string> = {
  'An error with a traceback': 'exit',
  'A compile error': 'compile',
  'A timeout': 'time',
  'A crash': 'signal',
  'Exit code': 'exit',
};

/** The examples, each run on the engine. */
export function describeExamples(site: Site): void {
  describe('examples', async () => {
    const examples = await allExamples();

    it.concurrent.each(Object.entries(examples))(
      'has at least five in %s, and they do what they say',
      async (language, some) => {
        expect(some.length).toBeGreaterThanOrEqual(5);
        for (const { name, code, input } of some) {
          expect([name, await reasonOf({ language, code, input })]).toEqual([name, ENDS[name] ?? null]);
        }
      },
    );

    async function reasonOf(request: object): Promise<unknown> {
      const response = await submit(site.url, request, { query: '?wait=true' });
      if (response.status === 200) return ((await response.json()) as { reason: unknown }).reason;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return reasonOf(request);
    }
  });
}

async function allExamples(): Promise<Record<string, Example[]>> {
  const ide = { examples: {} };
  for (const language of ['python', 'cpp', 'c']) {
    const file = new URL(`../../frontend/examples/${language}.js`, import.meta.url);
    runInNewContext(await readFile(file, 'utf8'), { ide });
  }
  return ide.examples;
}
