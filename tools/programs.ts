import type { SubmissionRequest } from '../src/domain/request.ts';
import { ALL, OWN_LANGUAGES, readLanguages } from '../src/languages.ts';
import type { Program } from '../src/sandbox/sandbox.ts';

/** The languages that are offered by default. */
export const languages = readLanguages([OWN_LANGUAGES]);
export const allLanguages = readLanguages([OWN_LANGUAGES], [ALL]);
/** For a sandbox that runs nothing else: it asks no other language for its version, which takes a container each. */
export const onlyPython = readLanguages([OWN_LANGUAGES], ['python']);

/** A program of one file that runs once. */
export function requestFor(language: string, code: string, stdin = ''): SubmissionRequest {
  const name = allLanguages.find(language)?.file ?? 'main';
  return { language, files: [{ name, content: code }], compilerArgs: [], runs: [{ stdin, args: [] }], limits: {} };
}

/** A program of one file that runs once, for a sandbox. */
export function programFor(language: string, code: string, stdin = ''): Program {
  return { ...requestFor(language, code, stdin), language: allLanguages.find(language)! };
}
