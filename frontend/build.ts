// npm run build:page: bundles the editor into vendor/bundle.js, and writes what the page knows of the languages before the
// engine answers into vendor/languages.js. A folder of a language that is wrong ends it with file and field.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ALL, OWN_LANGUAGES, readLanguages, type Language } from '../src/languages.ts';
import { forThePage } from './languages.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const VENDOR = join(HERE, 'vendor');

try {
  const languages = readLanguages([OWN_LANGUAGES], [ALL]).all();
  mkdirSync(VENDOR, { recursive: true });
  writeFileSync(join(VENDOR, 'languages.js'), `ide.builtLanguages = ${JSON.stringify(languages.map(forThePage))};\n`);
  await bundle(languages);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** The editor with the grammars that the languages name, as the global `Vendor`. */
async function bundle(languages: readonly Language[]): Promise<void> {
  const named = new Map(languages.flatMap(({ editor, folder }) => (editor.grammar ? [[editor.grammar, folder]] : [])));
  const grammars = [...named].map(([grammar, folder], index) => grammarOf(grammar!, folder!, index));
  await build({
    stdin: {
      contents: `${grammars.map(({ imports }) => imports).join('')}
export * from './bundle.mjs';
export const grammars = {${grammars.map(({ entry }) => entry).join()}};`,
      resolveDir: HERE,
    },
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'Vendor',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
    outfile: join(VENDOR, 'bundle.js'),
  });
}

/** As `editor.grammar` in src/domain/editor.ts says. */
function grammarOf(grammar: string, folder: string, index: number): { imports: string; entry: string } {
  const [mode = '', name] = grammar.split(/[/?]/);
  const isLegacy = grammar.includes('/');
  const from = isLegacy ? `@codemirror/legacy-modes/mode/${mode}` : `@codemirror/lang-${mode}`;
  try {
    createRequire(import.meta.url).resolve(from);
  } catch (cause) {
    const where = join(folder, 'language.json');
    throw new Error(`${where}: editor.grammar: ${from} is not installed: npm install --save-dev it`, { cause });
  }
  const own = `grammar${index}`;
  if (!isLegacy) {
    const options = name ? `{ ${name}: true }` : '';
    return {
      imports: `import { ${mode} as ${own} } from '${from}';\n`,
      entry: `'${grammar}': () => ${own}(${options})`,
    };
  }
  return {
    imports: `import { ${name} as ${own} } from '${from}';\nimport { StreamLanguage as S${index} } from '@codemirror/language';\n`,
    entry: `'${grammar}': () => S${index}.define(${own})`,
  };
}
