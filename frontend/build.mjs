// The last part of npm run build: bundles the editor into vendor/bundle.js and each grammar into vendor/grammars, and
// writes the descriptions of the languages, which the page uses before the engine answers, into vendor/languages.js.
// A mistake in the folder of a language is an error that names file and field. This file is JavaScript, because every
// npm start waits for it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ALL, OWN_LANGUAGES, readLanguages } from '../dist/languages.js';
import { forThePage } from '../dist/page-languages.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const VENDOR = join(HERE, 'vendor');

/** Packages that the editor and the grammars share. There must be one instance of each. */
const SHARED = [
  '@codemirror/autocomplete',
  '@codemirror/language',
  '@codemirror/state',
  '@codemirror/view',
  '@lezer/common',
  '@lezer/highlight',
  '@lezer/lr',
];

/** Resolves the shared packages to the bundle, which the page loads first. */
const fromBundle = {
  name: 'from-bundle',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@(codemirror|lezer)\// }, ({ path }) =>
      SHARED.includes(path) ? { path, namespace: 'bundle' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'bundle' }, ({ path }) => ({
      contents: `module.exports = globalThis.Vendor.shared['${path}'];`,
    }));
  },
};

try {
  const languages = readLanguages([OWN_LANGUAGES], [ALL]).all();
  mkdirSync(VENDOR, { recursive: true });
  writeFileSync(join(VENDOR, 'languages.js'), `ide.builtLanguages = ${JSON.stringify(languages.map(forThePage))};\n`);
  await bundle(languages);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Bundles the editor as the global `Vendor`, and each grammar that a language names as a module. */
async function bundle(languages) {
  const named = new Map(languages.flatMap(({ editor, folder }) => (editor.grammar ? [[editor.grammar, folder]] : [])));
  const options = { bundle: true, minify: true, target: 'es2022', legalComments: 'none', logLevel: 'warning' };
  const imports = SHARED.map((name, index) => `import * as shared${index} from '${name}';\n`).join('');
  const shared = SHARED.map((name, index) => `'${name}': shared${index}`).join();
  const contents = `${imports}export * from './bundle.mjs';
export const shared = {${shared}};
export const grammars = ${JSON.stringify([...named.keys()])};`;
  const editor = {
    ...options,
    stdin: { contents, resolveDir: HERE },
    format: 'iife',
    globalName: 'Vendor',
    outfile: join(VENDOR, 'bundle.js'),
  };
  const grammars = [...named].map(([grammar, folder]) => ({
    ...options,
    stdin: { contents: moduleOf(grammar, folder), resolveDir: HERE },
    format: 'esm',
    plugins: [fromBundle],
    outfile: join(VENDOR, 'grammars', `${grammar.replace(/[/?]/, '-')}.js`),
  }));
  await Promise.all([editor, ...grammars].map((each) => build(each)));
}

/**
 * The source of a module whose default export is the grammar. `editor.grammar` in src/domain/editor.ts defines the
 * names.
 */
function moduleOf(grammar, folder) {
  const [mode = '', name] = grammar.split(/[/?]/);
  const isLegacy = grammar.includes('/');
  const from = isLegacy ? `@codemirror/legacy-modes/mode/${mode}` : `@codemirror/lang-${mode}`;
  try {
    createRequire(import.meta.url).resolve(from);
  } catch (cause) {
    const where = join(folder, 'language.json');
    throw new Error(`${where}: editor.grammar: ${from} is not installed: npm install --save-dev it`, { cause });
  }
  if (!isLegacy) {
    const options = name ? `{ ${name}: true }` : '';
    return `import { ${mode} } from '${from}';\nexport default ${mode}(${options});\n`;
  }
  return `import { ${name} as mode } from '${from}';
import { StreamLanguage } from '@codemirror/language';
export default StreamLanguage.define(mode);\n`;
}
