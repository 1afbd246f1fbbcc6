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
  /** A sentence below what the compiler said that matches, of the first that does; `$<name>` stands for a group of it. */
  hints: z.array(z.strictObject({ pattern, hint: z.string().min(1) })).default([]),
});

/** A path in an npm package, or in the language's folder where it begins with `./`. */
const wasmFile = z.string().regex(/^(\.\/|@[\w.-]+\/[\w.-]+\/|[\w.-]+\/)[\w./@-]+$/, 'must be package/path or ./path');
/** A path in the language's folder. */
const ownFile = z.string().min(1);

const WasmInterpreter = z.strictObject({
  /** A WASI command that reads source. */
  module: wasmFile,
  run: argv,
  env: z.record(z.string(), z.string()).default({}),
  /** What it sees in `/site`: names there, and the files they are. */
  files: z.record(z.string(), ownFile).default({}),
  /**
   * It is started before there is a program: once it is ready it asks whether `/site/.program` exists, and finds there
   * the main file's name and the arguments, each ended by a NUL. `/site/.sleep/<n>` lets it wait for n microseconds.
   */
  prepared: z.boolean().default(false),
  /** A program that prints implementation and version in one line. */
  version: z.string().min(1),
});

/** What `image.json` beside the agent's Dockerfile says. */
const AgentFile = z.strictObject({ image: baseImage, imageSetting });

/** Clang and wasm-ld in one WASI command, and what they need. */
const WasmToolchain = z.strictObject({
  module: wasmFile,
  /** A tar file with headers and libraries, seen in `/usr`. */
  resources: wasmFile,
  /** Our own headers, by their names in `/usr/include`. */
  headers: z.record(z.string(), ownFile).default({}),
  /** A line put above the first one that ends so, in a file of `/usr/include`. */
  edits: z.array(z.strictObject({ file: z.string(), above: z.string().min(1), insert: z.string() })).default([]),
  /** Objects that are made once, by their names in `/made`. */
  parts: z.record(z.string(), z.strictObject({ source: ownFile, compile: argv })).default({}),
});

const WasmCompiler = z.strictObject({
  /** Absent where it shares that of the language whose image it runs in. */
  toolchain: WasmToolchain.optional(),
  /** Done for each of the sources: `{source}` becomes `{object}`. */
  compile: argv,
  /** `{objects}` become `{program}`. */
  link: argv,
  /** Sets of headers that are precompiled: those that are chosen of a list, the first one before anything is compiled. */
  precompiled: z.strictObject({ list: ownFile, sets: words.min(1) }).optional(),
});

const WasmRuntime = z
  .strictObject({
    implementation: z.string().min(1),
    /** What a program may miss there. */
    notes: z.string().min(1).optional(),
    interpreter: WasmInterpreter.optional(),
    compiler: WasmCompiler.optional(),
  })
  .refine(({ interpreter, compiler }) => Boolean(interpreter) !== Boolean(compiler), {
    error: 'must have either an interpreter or a compiler',
  });

/** What `language.json` may say. */
const LanguageFile = z.strictObject({
  name: z.string().min(1),
  /** Its place among the others: images are made, and languages offered, in this order. */
  order: z.int().default(100),
  /** `always`: sandboxes are kept ready whether it is asked for or not. */
  warm: z.enum(['always', 'lately']).default('lately'),
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
export type WasmInterpreter = Readonly<z.infer<typeof WasmInterpreter>>;
export type WasmToolchain = Readonly<z.infer<typeof WasmToolchain>>;

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
  const images = imagesOf(all, found);
  return languagesOf(
    all.map((language) => withToolchain(language, found)),
    images,
  );
}

/** With the compiler of the language whose image it runs in, where it has none of its own. */
function withToolchain(language: Language, folders: ReadonlyMap<string, string>): Language {
  const { wasm, image, folder } = language;
  if (!wasm?.compiler || wasm.compiler.toolchain) return language;
  const from = folders.get(image);
  const toolchain = from && image !== language.id && readLanguage(image, from).wasm?.compiler?.toolchain;
  if (!toolchain) throw new Error(`${file(folder)}: wasm.compiler.toolchain: missing, and ${image} has none to share`);
  return { ...language, wasm: { ...wasm, compiler: { ...wasm.compiler, toolchain } } };
}

/** Whether a program is compiled before it runs. */
export function isCompiled({ sources }: Pick<Language, 'sources'>): boolean {
  return sources.length > 0;
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
  const { image = id, wasm, ...rest } = readChecked(file(folder), LanguageFile);
  const found = wasm && { wasm: withPaths(wasm, folder) };
  return { ...rest, ...found, id, folder, image, sample: readSample(folder) };
}

/** The same with absolute paths of what is in the folder. */
function withPaths({ interpreter, compiler, ...rest }: WasmRuntime, folder: string): WasmRuntime {
  const within = (path: string) => join(folder, path);
  const module = (path: string) => (path.startsWith('./') ? within(path) : path);
  if (interpreter) {
    const files = mapped(interpreter.files, within);
    return { ...rest, interpreter: { ...interpreter, module: module(interpreter.module), files } };
  }
  const { toolchain, precompiled, ...argvs } = compiler!;
  const absolute = toolchain && {
    ...toolchain,
    module: module(toolchain.module),
    resources: module(toolchain.resources),
    headers: mapped(toolchain.headers, within),
    parts: mapped(toolchain.parts, (part) => ({ ...part, source: within(part.source) })),
  };
  const sets = precompiled && { ...precompiled, list: within(precompiled.list) };
  return {
    ...rest,
    compiler: { ...argvs, ...(absolute && { toolchain: absolute }), ...(sets && { precompiled: sets }) },
  };
}

function mapped<From, To>(record: Readonly<Record<string, From>>, each: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, each(value)]));
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
