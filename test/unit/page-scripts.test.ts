import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../tools/process.ts';

const FOLDER = join(ROOT, 'frontend/js');

it('the scripts of the page, which share one scope, declare no name twice', () => {
  const declared = readdirSync(FOLDER).flatMap((file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    return Array.from(text.matchAll(/^(?:async )?(?:function\*?|const|let|class) (\w+)/gm), ([, name = '']) => name);
  });
  expect(declared.length).toBeGreaterThan(100);
  expect(declared.filter((name, at) => declared.indexOf(name) !== at)).toEqual([]);
});
