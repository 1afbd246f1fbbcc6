import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readChecked } from './language-file.ts';
import type { Language } from './languages.ts';

/** What `examples/examples.json` beside a language's examples says, in the order in which they are shown. */
const Examples = z.array(
  z.strictObject({
    name: z.string().min(1),
    about: z.string().min(1),
    input: z.string().default(''),
    file: z.string().regex(/^[\w.-]+$/, 'must be the name of a file in the same folder'),
    /** The reason of its record, where it does not complete. */
    ends: z.enum(['exit', 'signal', 'compile', 'time', 'memory', 'output', 'processes']).optional(),
  }),
);

/** What the page knows of a language before the engine answers. Throws an Error with file and field where its examples are wrong. */
export function forThePage(language: Language) {
  const { id, name, file, extensions, comment, editor, errors, sample } = language;
  return { id, name, file, extensions, comment, editor, errors, sample, examples: examplesOf(language) };
}

function examplesOf({ folder }: Language) {
  const list = join(folder, 'examples', 'examples.json');
  return readChecked(list, Examples).map(({ file, ...example }, index) => {
    try {
      return { ...example, code: readFileSync(join(folder, 'examples', file), 'utf8') };
    } catch (cause) {
      throw new Error(`${list}: ${index}.file: there is no ${file} beside it`, { cause });
    }
  });
}
