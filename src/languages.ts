import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Editor, Errors, pattern } from './domain/editor.ts';

/** The languages that come with the engine: a folder each. */
export const OWN_LANGUAGES = fileURLToPath(new URL('../languages', import.meta.url));

const ID = /^[a-z][a-z0-9]{0,19}$/;
const words = z.array(z.string().min(1));
/**
 * A command's words. `{main}` stands for the main file, `{sources}` for every file that is compiled, `{compiler_args}` for
 * the caller's own arguments, `{headers}` for precompiled headers that fit. The arguments of a run come after its last word.
 */
const argv = words.min(1);

const DockerRuntime = z.strictObject({
  /** What runs it, until the sandbox knows the version as well. */
  implementation: z.string().min(1),
  /** The official image that the language's own is built from. Absent where it shares another language's. */
  image: z.string().min(1).optional(),
  /** The setting that names another image; `<ID>_IMAGE` unless it says otherwise. */
  imageSetting: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/)
    .optional(),
  /** Prints implementation and version in one line. */
  version: argv,
  compile: argv.optional(),
  run: argv,
  /** Started before the source arrives, which it reads as its main file. */
  prepare: argv.optional(),
  env: z.record(z.string(), z.string()).optional(),
  /** Precompiled headers: the folder in the image, and the list of sets beside the Dockerfile. */
  headers: z.strictObject({ folder: z.string(), sets: z.string() }).optional(),
});

const WasmRuntime = z.strictObject({
  implementation: z.string().min(1),
  /** What a program may miss there. */
  notes: z.string().min(1).optional(),
  /** A WASI module that reads source, from an npm package; `boot` is in the folder `wasm`. */
  interpreter: z.strictObject({ module: z.string(), boot: z.string(), version: z.string() }).optional(),
});

/** What `language.json` may say. */
const LanguageFile = z.strictObject({
  name: z.string().min(1),
  /** Its place among the others: images are made, and languages offered, in this order. */
  order: z.int().default(100),
  aliases: words.default([]),
  /** Name of the main file inside the sandbox; it appears in tracebacks and compiler errors. */
  file: z.string().regex(/^[A-Za-z0-9_]+\.[A-Za-z0-9]+$/, 'must be a file name such as main.py'),
  /** Of files that somebody opens as a program in this language. */
  extensions: words.min(1),
  /** Of the files that are handed to the compiler. */
  sources: words.default([]),
  /** The language whose image it runs in; its own unless it says otherwise. */
  image: z.string().regex(ID).optional(),
  /** What begins a comment that ends with its line. */
  comment: z.string().min(1).optional(),
  editor: Editor.default({}),
  errors: Errors.default({}),
  /** What stderr shows of a program that ended because memory was refused. */
  outOfMemory: pattern.optional(),
  docker: DockerRuntime.optional(),
  wasm: WasmRuntime.optional(),
});

export type DockerRuntime = Readonly<z.infer<typeof DockerRuntime>>;
export type WasmRuntime = Readonly<z.infer<typeof WasmRuntime>>;

/** A language that the engine can run: its folder, read and checked. */
export type Language = Readonly<
  Omit<z.infer<typeof LanguageFile>, 'image'> & {
    /** The name of its folder. */
    id: string;
    folder: string;
    image: string;
    /** A small program that reads a line and greets. */
    sample: string;
  }
>;

export interface Languages {
  /** Finds a language by id or alias, whatever the case. */
  find(name: string): Language | undefined;
  /** In the order in which they are offered. */
  all(): readonly Language[];
}

/**
 * Reads the folders of languages; a later folder may replace a language of an earlier one. `chosen` are ids, all when it is
 * undefined. Throws an Error that names file and field where a folder is wrong.
 */
export function readLanguages(folders: readonly string[], chosen?: readonly string[]): Languages {
  const found = new Map(folders.flatMap((folder) => idsIn(folder).map((id) => [id, join(folder, id)] as const)));
  const unknown = chosen?.find((id) => !found.has(id));
  if (unknown !== undefined) {
    throw new Error(`LANGUAGES: there is no language ${unknown}; there are ${[...found.keys()].join(', ')}.`);
  }
  const all = [...found].filter(([id]) => chosen?.includes(id) ?? true).map(([id, folder]) => readLanguage(id, folder));
  return languagesOf(all.sort((a, b) => a.order - b.order || a.id.localeCompare(b.id)));
}

function languagesOf(all: readonly Language[]): Languages {
  const byName = new Map<string, Language>();
  for (const language of all) {
    for (const name of [language.id, ...language.aliases]) {
      const other = byName.get(name.toLowerCase());
      if (other) throw new Error(`${file(language.folder)}: aliases: "${name}" is a name of ${other.id} already`);
      byName.set(name.toLowerCase(), language);
    }
  }
  return { find: (name) => byName.get(name.toLowerCase()), all: () => all };
}

function readLanguage(id: string, folder: string): Language {
  if (!ID.test(id)) throw new Error(`${folder}: the folder's name is the language's id: small letters and digits`);
  const { image = id, ...rest } = readChecked(file(folder), LanguageFile);
  return { ...rest, id, folder, image, sample: readSample(folder) };
}

/** Reads a file of JSON; throws an Error that names file and field where something is wrong in it. */
export function readChecked<Type extends z.ZodType>(path: string, type: Type): z.infer<Type> {
  const parsed = type.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${path}: ${issue.path.join('.')}: ${issue.message}`).join('\n'));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : 'cannot be read'}`, { cause });
  }
}

function readSample(folder: string): string {
  const name = readdirSync(folder).find((entry) => entry.startsWith('sample.'));
  if (!name) throw new Error(`${folder}: there is no file sample.*, the program that the page begins with`);
  return readFileSync(join(folder, name), 'utf8');
}

function idsIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}

function file(folder: string): string {
  return join(folder, 'language.json');
}
