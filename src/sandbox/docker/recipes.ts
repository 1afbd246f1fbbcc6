import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENT, readAgentImage, type ImageSource, type Languages } from '../../languages.ts';

/** Everything that one image is made of. */
export interface Recipe extends ImageSource {
  /** The base image: the language's own, or the one that the setting names. */
  readonly base: string;
  /** The packages that are installed besides: names for the language's package manager, with spaces between. */
  readonly packages: string;
}

/** What all images are made of. The guard reads the same recipes, and builds nothing else. */
export interface Recipes {
  /** The image of the agent, from which the others copy. */
  readonly agent: Recipe;
  /** By the id of the language, in the order in which the images are built. */
  readonly languages: ReadonlyMap<string, Recipe>;
}

/** Files of a language's folder that are not sent to Docker. */
const NOT_FOR_THE_IMAGE = /^(language\.json|image\.json|sample\..*|(examples|cases|wasm)\/.*)$/;

/** A package name, perhaps with a version: nothing that a shell would interpret, and no option. */
const PACKAGE = /^[A-Za-z0-9@][\w.@/[\]=<>~!+-]*$/;

/**
 * `settings` are those that name an image or packages, such as MINE_IMAGE. Throws an Error where a package has no valid
 * name.
 */
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

/** The files that are sent to Docker to build an image, as paths inside its folder. */
export async function filesOf({ folder }: Recipe): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files
    .map((path) => path.slice(folder.length + 1).replaceAll('\\', '/'))
    .filter((path) => !NOT_FOR_THE_IMAGE.test(path))
    .sort();
}

/** A hash of the files and of everything else that the image is made of. */
export async function contentHash(recipe: Recipe, madeOf: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const id of [...madeOf, recipe.packages]) hash.update(id);
  for (const file of await filesOf(recipe)) hash.update(file).update(await readFile(join(recipe.folder, file)));
  return hash.digest('hex').slice(0, 12);
}
