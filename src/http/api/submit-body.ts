import { z } from 'zod';
import { MOST, type Limits } from '../../domain/limits.ts';
import type { SandboxName } from '../../domain/outcome.ts';
import type { SubmissionRequest } from '../../domain/request.ts';
import { EngineError } from '../../errors.ts';
import { isCompiled, type Language, type Languages } from '../../languages.ts';
import { inWords, invalid } from '../errors.ts';
import { requireSize, SubmittedFile, text, toSourceFiles } from './files.ts';
import { NarrowerLimits, toLimits } from './limits.ts';
import { argList, TestFields, toTests } from './tests.ts';

/** The body of POST /submit as the contract defines it. */
export const SubmitBody = z
  .strictObject({
    language: text.min(1).meta({ description: 'Id or alias of a language, in any case', examples: ['python', 'cpp'] }),
    code: text
      .min(1)
      .optional()
      .meta({
        description: 'The source of a program of one file: 1 byte to 256 KiB of UTF-8. Send either code or files',
        examples: ["print('hi')"],
      }),
    files: z
      .array(SubmittedFile)
      .min(1)
      .max(MOST.files, `may have ${MOST.files} at the most`)
      .optional()
      .meta({
        description:
          'The files of a program, instead of code. The first is the main file, whatever its name. A compiled language ' +
          'compiles every file with one of its extensions. A source may have 256 KiB, all files together 2 MiB',
      }),
    input: text.optional().meta({ description: 'The stdin of the program, up to 1 MiB of UTF-8; empty when left out' }),
    args: argList
      .optional()
      .meta({ description: 'Arguments of the program, up to 1 KiB each. No shell interprets them' }),
    compiler_args: argList.optional().meta({
      description: "Further arguments of the compiler, after the engine's own. Only for compiled languages",
    }),
    limits: NarrowerLimits.optional(),
    interactive: z.boolean({ error: 'must be true or false' }).optional().meta({
      description:
        'true: stdin stays open after input, and more can be sent while the program runs: POST /submissions/{id}/input',
    }),
    ...TestFields,
    artifacts: z.boolean({ error: 'must be true or false' }).optional().meta({
      description:
        'true: keep the files that the program leaves in its folder: up to 16, each up to 1 MiB, 4 MiB in all',
    }),
  })
  .meta({ id: 'SubmissionRequest' });

/** What the engine offers: a body is checked against this. */
export interface Offer {
  readonly languages: Languages;
  readonly limits: Limits;
  readonly sandbox: SandboxName;
}

/** Validates a parsed body and fills in defaults. Throws an EngineError that names the wrong field. */
export function parseSubmitBody(body: unknown, offer: Offer): SubmissionRequest {
  const submitted = SubmitBody.parse(body, { error: inWords });
  const { language: name, code, files, input, args = [], compiler_args: compilerArgs = [], limits } = submitted;
  if (code === undefined && files === undefined) throw invalid('code', 'is missing, and so is files: send one of them');
  if (code !== undefined && files !== undefined) throw invalid('files', 'must be left out where there is code');
  if (code !== undefined) requireSize('code', Buffer.byteLength(code), MOST.codeBytes);
  requireSize('input', Buffer.byteLength(input ?? ''), MOST.inputBytes);
  requireSizes('args', args);
  requireSizes('compiler_args', compilerArgs);
  submitted.tests?.forEach((test, index) => requireSizes(`tests.${index}.args`, test.args ?? []));
  const language = languageNamed(name, offer);
  if (compilerArgs.length > 0 && !isCompiled(language)) {
    throw invalid('compiler_args', `must be left out: ${language.name} is not compiled`);
  }
  if (submitted.artifacts && submitted.tests) throw invalid('artifacts', 'must be left out where there are tests');
  if (submitted.interactive && submitted.tests) throw invalid('interactive', 'must be left out where there are tests');
  const own = toLimits(limits ?? {}, { ...offer, language });
  const tests = toTests(submitted, { input, args }, { ...offer, language, limits: { ...offer.limits, ...own } });
  return {
    language: language.id,
    files: files ? toSourceFiles(files, language) : [{ name: language.file, content: code! }],
    compilerArgs,
    runs: tests?.runs ?? [{ stdin: input ?? '', args }],
    limits: own,
    ...(tests && { tests: tests.plan }),
    ...(submitted.artifacts && { artifacts: true }),
    ...(submitted.interactive && { interactive: true }),
  };
}

function languageNamed(name: string, { languages, sandbox }: Offer): Language {
  const language = languages.find(name);
  if (language?.[sandbox]) return language;
  const here = languages.all().filter((known) => known[sandbox]);
  const known = here.map(({ id }) => id).join(', ');
  throw new EngineError('unknown_language', `This engine does not have this language. It has: ${known}.`);
}

function requireSizes(field: string, values: readonly string[]): void {
  for (const [index, value] of values.entries()) {
    requireSize(`${field}.${index}`, Buffer.byteLength(value), MOST.argBytes);
  }
}
