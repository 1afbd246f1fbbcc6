import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import type { Language } from '../../src/languages.ts';

export interface Mark {
  readonly line: number;
  readonly column: number | null;
  readonly severity: string;
  readonly message: string;
}
export interface Ended {
  readonly language: string;
  readonly status: string;
  readonly reason: string | null;
  readonly stderr: string;
  readonly compile_output?: string | null;
}
/** The functions of the page's scripts about runs and programs. */
export interface PageLanguages {
  setLanguages(languages: readonly object[]): void;
  marksOf(record: Ended): readonly Mark[];
  placesIn(language: string, text: string): readonly { readonly groups: Readonly<Record<string, string>> }[];
  warningsOf(record: Ended): string | undefined;
  thrownBy(record: Ended): string | undefined;
  missesInput(record: Ended, program: { code: string; input: string }): string | undefined;
  rightLanguage(record: Ended, program: { code: string }): string | undefined;
}

/** Loads the page's scripts about languages without the page. */
export function pageLanguages(languages: readonly Language[]): PageLanguages {
  const context = createContext({ ide: { builtLanguages: languages } });
  for (const name of ['languages', 'places', 'hints']) {
    runInContext(readFileSync(new URL(`../../frontend/js/${name}.js`, import.meta.url), 'utf8'), context);
  }
  return context['ide'] as PageLanguages;
}

/** The tests that the page recognises in a text. */
export function testsIn(text: string): { name: string; input: string; expected: string }[] {
  const context = createContext({ ide: {} });
  runInContext(readFileSync(new URL('../../frontend/js/statement.js', import.meta.url), 'utf8'), context);
  return structuredClone(context['ide'].testsIn(text));
}

/** The lines that the page marks, and the lines that it links to, each once, for a program with this end. */
export function linesOf(run: { language: Language; status: string; reason: string | null; stderr: string }) {
  const { language, ...record } = run;
  const page = pageLanguages([language]);
  return {
    marks: [...new Set(Array.from(page.marksOf({ ...record, language: language.id }), ({ line }) => line))],
    links: [...new Set(Array.from(page.placesIn(language.id, run.stderr), ({ groups }) => Number(groups['line'])))],
  };
}
