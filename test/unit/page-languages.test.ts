import { readdirSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forThePage } from '../../src/page-languages.ts';
import { ALL, OWN_LANGUAGES, readLanguages } from '../../src/languages.ts';
import { pageLanguages } from '../support/page-languages.ts';

const languages = readLanguages([OWN_LANGUAGES], [ALL]).all();
/** A quarter of the output limit. */
const LENGTH = 256 * 1024;
/** Output that could keep the page busy. Each text is repeated to 1 MiB, as one line. */
const HOSTILE = [
  'a',
  '/',
  'a/',
  ':',
  'a:1',
  'main.c:',
  'main.cpp:1:1: error: ',
  'File "',
  'File "/',
  ' ',
  '\t',
  'E.',
  '(',
  '1',
];

/** Names of cases that every language has. */
const DOZEN = 'hello stdin-lines stdin-whole exit-3 error compile-error crash loop live unicode memory prompt'.split(
  ' ',
);

/** Ends for which no language has an error message: an exit code, a signal, a question. */
const IMPOSSIBLE: Readonly<Record<string, readonly string[]>> = { sql: ['exit-3', 'crash', 'prompt'] };

describe('the folder of each of our languages', () => {
  it.each(languages)('has the common cases, and five examples: $name', (language) => {
    const cases = new Set(readdirSync(join(language.folder, 'cases')).map((name) => name.split('.')[0]));
    expect(DOZEN.filter((name) => !cases.has(name))).toEqual(IMPOSSIBLE[language.id] ?? []);
    expect(forThePage(language).examples.length).toBeGreaterThanOrEqual(5);
  });
});

describe('the examples beside a language', () => {
  it.each([
    ['[{ "name": "A", "about": "b", "file": "none.c" }]', /examples\.json: 0\.file: there is no none\.c/],
    ['[{ "name": "A", "about": 7, "file": "input.c" }]', /examples\.json: 0\.about: /],
    ['[{ "name": "A", "about": "b", "file": "../sample.c" }]', /examples\.json: 0\.file: must be the name of a file/],
  ])('with mistakes stop the build of the page with an error that names file and field: %s', async (list, message) => {
    const folder = await mkdtemp(join(tmpdir(), 'codeengine-examples-'));
    await cp(join(OWN_LANGUAGES, 'c'), folder, { recursive: true });
    await writeFile(join(folder, 'examples/examples.json'), list);
    expect(() => forThePage({ ...languages.find(({ id }) => id === 'c')!, folder })).toThrow(message);
    await rm(folder, { recursive: true });
  });
});

const REFUSALS: Readonly<Record<string, readonly [string, string]>> = {
  python: ['exit', 'SyntaxError: invalid syntax\n'],
  javascript: ['exit', 'SyntaxError: Invalid or unexpected token\n'],
  typescript: ['exit', 'SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: x\n'],
  sql: ['exit', 'main.sql:1: near "print": syntax error\n'],
};

describe('the page’s knowledge of languages', () => {
  it.each(languages)('searches output of $name with very long lines in little time', (language) => {
    const page = pageLanguages(languages);
    const started = performance.now();
    for (const piece of HOSTILE) {
      const stderr = piece.repeat(Math.ceil(LENGTH / piece.length));
      const record = { language: language.id, status: 'error', stderr, compile_output: stderr };
      for (const reason of ['exit', 'compile']) {
        page.marksOf({ ...record, reason });
        page.missesInput({ ...record, reason }, { code: '', input: '' });
      }
      page.thrownBy({ ...record, reason: 'exit' });
      page.placesIn(language.id, stderr);
      page.rightLanguage({ ...record, reason: 'compile' }, { code: stderr });
    }
    expect(performance.now() - started).toBeLessThan(60_000); // a pattern with quadratic time takes many minutes
  });

  it('learns an unknown language from an engine, with the lines in its errors', () => {
    const page = pageLanguages(languages);
    const errors = { frame: '^  at (?<file>\\S+) line (?<line>\\d+)', thrown: '^uncaught: (?<text>.*)$' };
    page.setLanguages([{ id: 'toy', name: 'Toy', file: 'main.toy', errors }]);
    const stderr =
      'uncaught: early\n  at main.toy line 9\nuncaught: no cake\n  at lib.toy line 7\n  at main.toy line 3\n  at main.toy line 5\n';
    const marks = page.marksOf({ language: 'toy', status: 'error', reason: 'exit', stderr });
    expect(Array.from(marks, ({ line, severity, message }) => [line, severity, message])).toEqual([
      [3, 'error', 'no cake'],
      [5, 'info', 'Called from here'],
    ]);
  });

  it('counts the warnings of a compiler, and marks those of the program’s own file', () => {
    const said = "main.c:3:9: warning: unused 'x'\nother.h:1:1: warning: old\nmain.c:4:1: note: here\n";
    const record = { language: 'c', status: 'completed', reason: null, stderr: '', compile_output: said };
    const page = pageLanguages(languages);
    expect(page.warningsOf(record)).toBe('2 warnings');
    expect(Array.from(page.marksOf(record), ({ line, severity }) => [line, severity])).toEqual([
      [3, 'warning'],
      [4, 'info'],
    ]);
  });

  it('ignores a pattern that this browser does not support', () => {
    const page = pageLanguages(languages);
    page.setLanguages([{ id: 'toy', name: 'Toy', errors: { place: '(', frame: '[' } }]);
    expect(page.placesIn('toy', 'line 3')).toHaveLength(0);
    expect(page.marksOf({ language: 'toy', status: 'error', reason: 'exit', stderr: 'x' })).toHaveLength(0);
  });

  it.each([
    ['python', '#include <stdio.h>\nint main(void) {\n  puts("x");\n}\n', 'c'],
    ['c', '#include <iostream>\nint main() {\n  std::cout << 1;\n}\n', 'cpp'],
    ['cpp', '#include <stdio.h>\nint main(void) {\n  puts("x")\n}\n', undefined],
    ['cpp', 'def f():\n    return 1\n', 'python'],
    ['python', 'def f()\n    return 1\n', undefined],
    ['python', 'const n = 1;\nconsole.log(n);\n', 'javascript'],
    ['python', 'const n: number = 1;\nconsole.log(n);\n', 'typescript'],
    ['typescript', 'const n = 1;\nconsole.log(n;\n', undefined],
    ['javascript', '#include <stdio.h>\nint main(void) {\n  puts("x");\n}\n', 'c'],
    ['javascript', 'def f():\n    return 1\n', 'python'],
    ['python', 'my $n = 1;\nprint "$n\\n";\n', 'perl'],
    ['python', '<?php\necho "x";\n', 'php'],
    ['python', 'if [ 1 -eq 1 ]; then\n  echo x\nfi\n', 'bash'],
    ['python', 'def f(n)\n  puts n\nend\n', 'ruby'],
    ['python', 'SELECT * FROM people;\n', 'sql'],
    ['sql', 'print("x")\n', 'python'],
  ])('finds the language of a program that %s refused', (language, code, right) => {
    const [reason, stderr] = REFUSALS[language] ?? ['compile', ''];
    const record = { language, status: 'error', reason, stderr };
    expect(pageLanguages(languages).rightLanguage(record, { code })).toBe(right);
  });
});
