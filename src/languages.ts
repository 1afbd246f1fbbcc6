import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Editor, Errors, pattern } from './domain/editor.ts';

/** The languages that come with the engine: a folder each. */
export const OWN_LANGUAGES = fileURLToPath(new URL('../languages', import.meta.url));
const AGENT_FOLDER = fileURLToPath(new URL('../sandbox/agent', import.meta.url));
/** The id of its image, and so of no language. */
export const AGENT = 'agent';

const ID = /^[a-z][a-z0-9]{0,19}$/;
const words = z.array(z.string().min(1));
/**
 * A command's words. `{main}` stands for the main file, `{sources}` for every file that is compiled, `{compiler_args}` for
 * the caller's own arguments, `{headers}` for precompiled headers that fit. The arguments of a run come after its last word.
 */
const argv = words.min(1);
/** An official image, and the setting that names another one. */
const baseImage = z.string().min(1);
const imageSetting = z.string().regex(/^[A-Z][A-Z0-9_]*_IMAGE$/, 'must be the name of a setting such as MINE_IMAGE');

const DockerRuntime = z.strictObject({
  /** What runs it, until the sandbox knows the version as well. */
  implementation: z.string().min(1),
  /** The official image that the language's own is built from. Absent where it shares another language's. */
  image: baseImage.optional(),
  /** The setting that names another image; `<ID>_IMAGE` unless it says otherwise. */
  imageSetting: imageSetting.optional(),
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

/** What `image.json` beside the agent's Dockerfile says. */
const AgentFile = z.strictObject({ image: baseImage, imageSetting });

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

/** What an image is built from: a folder with a Dockerfile, and the image that it begins with unless a setting names another. */
export interface ImageSource {
  /** Of the language whose image it is. */
  readonly id: string;
  readonly folder: string;
  readonly base: string;
  readonly setting: string;
}

export interface Languages {
  /** Finds a language by id or alias, whatever the case. */
  find(name: string): Language | undefined;
  /** In the order in which they are offered. */
  all(): readonly Language[];
  /** What their Docker images are built from, in the order in which they are made. */
  images(): readonly ImageSource[];
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
  all.sort((a, b) => a.order - b.order || a.id.localeCompare(b.id));
  return languagesOf(all, imagesOf(all, found));
}

/** What every language's image copies from: the guest agent, compiled once. */
export function readAgentImage(): ImageSource {
  const { image, imageSetting: setting } = AgentFile.parse(readJson(join(AGENT_FOLDER, 'image.json')));
  return { id: AGENT, folder: AGENT_FOLDER, base: image, setting };
}

function languagesOf(all: readonly Language[], images: readonly ImageSource[]): Languages {
  const byName = new Map<string, Language>();
  for (const language of all) {
    for (const name of [language.id, ...language.aliases]) {
      const other = byName.get(name.toLowerCase());
      if (other) throw new Error(`${file(language.folder)}: aliases: "${name}" is a name of ${other.id} already`);
      byName.set(name.toLowerCase(), language);
    }
  }
  return { find: (name) => byName.get(name.toLowerCase()), all: () => all, images: () => images };
}

/** Of the languages that run in Docker; one that shares another's image has none of its own, whether that is chosen or not. */
function imagesOf(all: readonly Language[], folders: ReadonlyMap<string, string>): ImageSource[] {
  const sources = new Map<string, ImageSource>();
  for (const { id, image, docker, folder } of all) {
    if (!docker || sources.has(image)) continue;
    const owner = image === id ? { docker, folder } : folders.has(image) && readLanguage(image, folders.get(image)!);
    const base = owner && owner.docker?.image;
    if (!base) throw new Error(`${file(folder)}: image: ${image} is no language whose docker.image names an image`);
    const setting = owner.docker.imageSetting ?? `${image.toUpperCase()}_IMAGE`;
    sources.set(image, { id: image, folder: owner.folder, base, setting });
  }
  return [...sources.values()];
}

function readLanguage(id: string, folder: string): Language {
  if (!ID.test(id) || id === AGENT) {
    throw new Error(`${folder}: the folder's name is the language's id: small letters and digits, and not ${AGENT}`);
  }
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
