import { z } from 'zod';
import { MOST } from '../../domain/limits.ts';
import type { SubmissionRequest } from '../../domain/request.ts';
import { EngineError } from '../../errors.ts';
import type { Languages } from '../../languages.ts';
import { inWords } from '../errors.ts';

/** Text that is valid Unicode: a lone surrogate has no UTF-8 form, so it could not reach the program unchanged. */
const text = z
  .string()
  .refine((value) => value.isWellFormed(), { error: 'must be valid Unicode, without lone surrogates' });

/** The body of POST /submit, as the contract has it. */
export const SubmitBody = z
  .strictObject({
    language: text.min(1).meta({ description: 'Id or alias of a language, in any case', examples: ['python', 'cpp'] }),
    code: text.min(1).meta({ description: 'The source, 1 byte to 256 KiB of UTF-8', examples: ["print('hi')"] }),
    input: text
      .optional()
      .transform((value = '') => value)
      .meta({ description: 'What the program reads on stdin, up to 1 MiB of UTF-8; nothing when left out' }),
  })
  .meta({ id: 'SubmissionRequest' });

/** Checks a parsed body and makes it complete. Throws an EngineError that names what is wrong. */
export function parseSubmitBody(body: unknown, languages: Languages): SubmissionRequest {
  const { language: name, code, input } = SubmitBody.parse(body, { error: inWords });
  requireSize('code', code, MOST.codeBytes);
  requireSize('input', input, MOST.inputBytes);
  const language = languages.find(name);
  if (!language) {
    const known = languages
      .all()
      .map(({ id }) => id)
      .join(', ');
    throw new EngineError('unknown_language', `This engine does not know that language. It knows: ${known}.`);
  }
  return {
    language: language.id,
    files: [{ name: language.file, content: code }],
    compilerArgs: [],
    runs: [{ stdin: input, args: [] }],
    limits: {},
  };
}

function requireSize(field: string, value: string, most: number): void {
  const size = Buffer.byteLength(value);
  if (size <= most) return;
  const problem = `has ${size} bytes, and may have ${most}`;
  throw new EngineError('too_large', `The request is too large: ${field} ${problem}.`, {
    details: [{ field, problem }],
  });
}
