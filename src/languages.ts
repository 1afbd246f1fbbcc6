import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { AgentFile, ID, LanguageFile, readChecked, type WasmRuntime } from './language-file.ts';

/** The languages that come with the engine: a folder each. */
export const OWN_LANGUAGES = fileURLToPath(new URL('../languages', import.meta.url));
const AGENT_FOLDER = fileURLToPath(new URL('../sandbox/agent', import.meta.url));
/** The id of the agent's image. No language may have it. */
export const AGENT = 'agent';

/** The beginning of a path in an npm package; other paths are in the language's folder. */
export const OF_PACKAGE = 'npm:';

/** A language that the engine can run: its folder, read and checked. */
export type Language = Readonly<
  Omit<z.infer<typeof LanguageFile>, 'image'> & {
    /** The name of its folder. */
    id: string;
    folder: string;
    image: string;
    /** A small program that reads a line and prints a greeting. */
    sample: string;
  }
>;

/** What an image is built from: a folder with a Dockerfile, and a base image, which a setting may replace. */
export interface ImageSource {
  /** The id of the language. */
  readonly id: string;
  readonly folder: string;
  readonly base: string;
  readonly setting: string;
  /** The setting that names packages to install in the image. */
  readonly packagesSetting?: string;
}

export interface Languages {
  /** Finds a language by id or alias, whatever the case. */
  find(name: string): Language | undefined;
  /** All languages, in the order in which they are offered. */
  all(): readonly Language[];
  /** What the Docker images are built from, in the order in which they are built. */
  images(): readonly ImageSource[];
}

/** Chooses every language. */
export const ALL = 'all';

/**
 * Reads the folders of languages; a later folder may replace a language of an earlier one. `chosen` are ids, or `ALL`; when
 * it is undefined, the languages are those that are always offered. Throws an Error that names file and field where a folder
 * is wrong.
 */
export function readLanguages(folders: readonly string[], chosen?: readonly string[]): Languages {
  const found = new Map(folders.flatMap((folder) => idsIn(folder).map((id) => [id, join(folder, id)] as const)));
  const unknown = chosen?.find((id) => id !== ALL && !found.has(id));
  if (unknown !== undefined) {
    throw new Error(
      `LANGUAGES: there is no language ${unknown}; there are ${[...found.keys()].join(', ')}, and ${ALL}.`,
    );
  }
  const read = [...found].map(([id, folder]) => readLanguage(id, folder));
  const all = read.filter(({ id, offered }) =>
    chosen ? chosen.includes(id) || chosen.includes(ALL) : offered === 'always',
  );
  all.sort((a, b) => a.order - b.order || a.id.localeCompare(b.id));
  const images = imagesOf(all, found);
  return languagesOf(
    all.map((language) => withToolchain(language, found)),
    images,
  );
}

/** Adds the compiler of the language whose image is used, where a language has none of its own. */
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

/** The image from which every language's image copies: the guest agent, compiled once. */
export function readAgentImage(): ImageSource {
  const { image, imageSetting: setting } = readChecked(join(AGENT_FOLDER, 'image.json'), AgentFile);
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

/**
 * The images of languages that run in Docker. A language that shares an image has none of its own; the shared one is
 * built even where its language is not chosen.
 */
function imagesOf(all: readonly Language[], folders: ReadonlyMap<string, string>): ImageSource[] {
  const sources = new Map<string, ImageSource>();
  for (const { id, image, docker, folder } of all) {
    if (!docker || sources.has(image)) continue;
    const owner = image === id ? { docker, folder } : folders.has(image) && readLanguage(image, folders.get(image)!);
    const base = owner && owner.docker?.image;
    if (!base) throw new Error(`${file(folder)}: image: ${image} is no language whose docker.image names an image`);
    const setting = owner.docker.imageSetting ?? `${image.toUpperCase()}_IMAGE`;
    const { packagesSetting } = owner.docker;
    sources.set(image, { id: image, folder: owner.folder, base, setting, ...(packagesSetting && { packagesSetting }) });
  }
  return [...sources.values()];
}

function readLanguage(id: string, folder: string): Language {
  if (!ID.test(id) || [AGENT, ALL].includes(id)) {
    throw new Error(
      `${folder}: the folder's name is the language's id: small letters and digits, and not ${AGENT} or ${ALL}`,
    );
  }
  const { image = id, wasm, ...rest } = readChecked(file(folder), LanguageFile);
  const found = wasm && { wasm: withPaths(wasm, folder) };
  return { ...rest, ...found, id, folder, image, sample: readSample(folder) };
}

/** The toolchain with absolute paths instead of paths in the folder. */
function withPaths({ interpreter, compiler, ...rest }: WasmRuntime, folder: string): WasmRuntime {
  const within = (path: string) => join(folder, path);
  const module = (path: string) => (path.startsWith('./') ? within(path) : path);
  if (interpreter) {
    const { host } = interpreter;
    const files = seenFiles(interpreter.files, within);
    const trusted = mapped(interpreter.trusted, module);
    const own = { module: module(interpreter.module), trusted, files, ...(host && { host: within(host) }) };
    return { ...rest, interpreter: { ...interpreter, ...own } };
  }
  const { toolchain, precompiled, ...argvs } = compiler!;
  const absolute = toolchain && {
    ...toolchain,
    module: module(toolchain.module),
    resources: module(toolchain.resources),
    headers: mapped(toolchain.headers, within),
    parts: mapped(toolchain.parts, (part) => ({ ...part, source: within(part.source) })),
    ...(toolchain.made && { made: within(toolchain.made) }),
  };
  const sets = precompiled && { ...precompiled, list: within(precompiled.list) };
  return {
    ...rest,
    compiler: { ...argvs, ...(absolute && { toolchain: absolute }), ...(sets && { precompiled: sets }) },
  };
}

/** Files by the names under which they are seen; a folder's files are seen below the folder's name. */
function seenFiles(files: Readonly<Record<string, string>>, within: (path: string) => string): Record<string, string> {
  const all = Object.entries(files).flatMap(([name, path]): [string, string][] => {
    if (path.startsWith(OF_PACKAGE)) return [[name, path]];
    const whole = within(path);
    if (!statSync(whole, { throwIfNoEntry: false })?.isDirectory()) return [[name, whole]];
    const inside = readdirSync(whole, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return inside.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [`${name}/${relative(whole, file).replaceAll('\\', '/')}`, file];
    });
  });
  return Object.fromEntries(all);
}

function mapped<From, To>(record: Readonly<Record<string, From>>, each: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, each(value)]));
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
