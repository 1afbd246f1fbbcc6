import { z } from 'zod';
import { MOST } from '../../domain/limits.ts';
import { bytesOf, type SourceFile } from '../../domain/request.ts';
import { EngineError } from '../../errors.ts';
import type { Language } from '../../languages.ts';
import { invalid } from '../errors.ts';

/** Text that is valid Unicode: a lone surrogate has no UTF-8 form, so it could not reach the program unchanged. */
export const text = z
  .string()
  .refine((value) => value.isWellFormed(), { error: 'must be valid Unicode, without lone surrogates' });

const part = `[A-Za-z0-9_-][A-Za-z0-9._-]{0,${MOST.fileNamePart - 1}}`;
/** A name that begins with `-` would be an option to a compiler. */
const FILE_NAME = new RegExp(`^(?!-)${part}(?:/${part})*$`);
const NAME_RULE =
  'must be a relative path: parts with / between them, each of 1 to 100 of the characters A-Z a-z 0-9 . _ - and without ' +
  'a dot at its beginning; the path may not begin with -';

/** A file, in a submission and in its record. */
export const SubmittedFile = z
  .strictObject({
    name: z
      .string()
      .max(MOST.fileName, `may have ${MOST.fileName} characters at the most`)
      .regex(FILE_NAME, NAME_RULE)
      .meta({ description: 'Path relative to the folder in which the program runs', examples: ['lib/geo.h'] }),
    content: text.meta({ description: 'The text of the file, or its bytes in base64' }),
    encoding: z.enum(['utf8', 'base64']).optional().meta({ description: 'Of `content`; utf8 when left out' }),
  })
  .meta({ id: 'File' });
export type SubmittedFile = z.infer<typeof SubmittedFile>;

/** Converts the files, and checks their names and sizes. Throws an EngineError that names the field. */
export function toSourceFiles(submitted: readonly SubmittedFile[], language: Language): SourceFile[] {
  const files = submitted.map(toSourceFile);
  requireNames(files);
  requireRoomForProgram(files, language);
  const sizes = files.map((file) => bytesOf(file).length);
  for (const [index, size] of sizes.entries()) {
    if (isSource(index, files[index]!, language)) requireSize(`files.${index}.content`, size, MOST.codeBytes);
  }
  const all = sizes.reduce((sum, size) => sum + size, 0);
  requireSize('files', all, MOST.filesBytes);
  if (sizes[0] === 0) throw invalid('files.0.content', 'must not be empty: the first file is the program');
  return files;
}

/** Throws `too_large` when `field` has more bytes than it may have. */
export function requireSize(field: string, size: number, most: number): void {
  if (size <= most) return;
  const problem = `has ${size} bytes, and may have ${most}`;
  throw new EngineError('too_large', `The request is too large: ${field} ${problem}.`, {
    details: [{ field, problem }],
  });
}

function toSourceFile({ name, content, encoding }: SubmittedFile, index: number): SourceFile {
  if (encoding !== 'base64') return { name, content };
  if (Buffer.from(content, 'base64').toString('base64') !== content) {
    throw invalid(`files.${index}.content`, 'must be base64 with its padding and without line breaks');
  }
  return { name, content, encoding };
}

/** Refuses a name that comes twice, and one that is both a file and a folder. */
function requireNames(files: readonly SourceFile[]): void {
  const names = new Set<string>();
  const folders = new Set(files.flatMap(({ name }) => foldersOf(name)));
  for (const [index, { name }] of files.entries()) {
    if (names.has(name)) throw invalid(`files.${index}.name`, `is the name of another file: ${name}`);
    if (folders.has(name)) throw invalid(`files.${index}.name`, `is a folder of another file: ${name}`);
    names.add(name);
  }
}

/** Refuses a file with the name under which the compiler writes the program, in the same folder. */
function requireRoomForProgram(files: readonly SourceFile[], { name: language, docker }: Language): void {
  const program = docker?.compile && docker.run[0]?.startsWith('./') ? docker.run[0].slice(2) : undefined;
  const index = files.findIndex(({ name }) => name === program || name.startsWith(`${program}/`));
  if (program === undefined || index < 0) return;
  throw invalid(
    `files.${index}.name`,
    `must not be ${program}: the compiler of ${language} gives this name to the program`,
  );
}

function foldersOf(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** True for the main file, and for files with an extension of the language; other files are data. */
function isSource(index: number, { name }: SourceFile, { extensions, sources }: Language): boolean {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return index === 0 || extensions.includes(ending) || sources.includes(ending);
}
