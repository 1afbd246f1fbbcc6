import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, submit, type TestEngine } from '../support/engine.ts';
import { ROOT } from '../../tools/process.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

/**
 * The bodies of README's submissions: the texts between -d and the closing quote, without messages to a running
 * program.
 */
const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
const bodies = Array.from(readme.matchAll(/-d '(\{[^']*\})'/g), ([, body]) => JSON.parse(body!) as object).filter(
  (body) => 'language' in body,
);

describe('the examples of README', () => {
  it.each(bodies.map((body) => [JSON.stringify(body).slice(0, 60), body] as const))(
    '%s… is accepted',
    async (_what, body) => {
      const response = await submit(engine.url, body);
      expect([response.status, await response.json()]).toMatchObject([202, { status: 'queued' }]);
    },
  );

  it('show every field of a submission', () => {
    const shown = new Set(bodies.flatMap((body) => Object.keys(body)));
    const fields = [
      'args',
      'artifacts',
      'code',
      'compare',
      'compiler_args',
      'files',
      'input',
      'interactive',
      'language',
      'limits',
      'stop',
      'tests',
    ];
    expect([...shown].sort()).toEqual(fields);
  });
});
