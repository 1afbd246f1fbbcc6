import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENT, readAgentImage, type ImageSource, type Languages } from '../../languages.ts';

/** What one image is made of, complete. */
export interface Recipe extends ImageSource {
  /** The image that it begins with: its own, or the one that the setting names. */
  readonly base: string;
  /** What is installed in it besides, by names of the language's package manager with spaces between. */
  readonly packages: string;
}

/** What all images are made of. The guard reads the same, and builds nothing else. */
export interface Recipes {
  /** What the others copy from. */
  readonly agent: Recipe;
  /** By the id of the language whose image it is, in the order in which they are made. */
  readonly languages: ReadonlyMap<string, Recipe>;
}

/** Of a language's folder, these are not for its image. */
const NOT_FOR_THE_IMAGE = /^(language\.json|image\.json|sample\..*|(examples|cases|wasm)\/.*)$/;

/** A name, perhaps with a version; nothing that a shell or an option would be. */
const PACKAGE = /^[A-Za-z0-9@][\w.@/[\]=<>~!+-]*$/;

/** `settings` are those that name an image or packages, such as MINE_IMAGE. Throws an Error where one is no name of a package. */
export function readRecipes(languages: Languages, settings: Readonly<Record<string, string>>): Recipes {
  const chosen = (source: ImageSource) => {
    const { packagesSetting: setting } = source;
    const packages = setting ? packagesOf(setting, settings[setting]) : '';
    return { ...source, base: settings[source.setting] ?? source.base, packages };
  };
  const own = languages.images().map((source) => [source.id, chosen(source)] as const);
  return { agent: chosen(readAgentImage()), languages: new Map(own) };
}

function packagesOf(setting: string, list = ''): string {
  const names = list.split(/[\s,]+/).filter(Boolean);
  const wrong = names.find((name) => !PACKAGE.test(name));
  if (wrong !== undefined)
    throw new Error(`${setting}: ${wrong} is no name of a package, such as numpy or numpy==2.2.0`);
  return names.join(' ');
}

export function recipeOf(recipes: Recipes, id: string): Recipe | undefined {
  return id === AGENT ? recipes.agent : recipes.languages.get(id);
}

/** The files that Docker is sent to build an image, as paths inside its folder. */
export async function filesOf({ folder }: Recipe): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files
    .map((path) => path.slice(folder.length + 1).replaceAll('\\', '/'))
    .filter((path) => !NOT_FOR_THE_IMAGE.test(path))
    .sort();
}

/** Follows from the content of the files and from what else the image is made of. */
export async function contentHash(recipe: Recipe, madeOf: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const id of [...madeOf, recipe.packages]) hash.update(id);
  for (const file of await filesOf(recipe)) hash.update(file).update(await readFile(join(recipe.folder, file)));
  return hash.digest('hex').slice(0, 12);
}
