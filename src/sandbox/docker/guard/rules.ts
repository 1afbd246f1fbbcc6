import { isDeepStrictEqual } from 'node:util';
import type { Limits } from '../../../domain/limits.ts';
import { AGENT } from '../../../languages.ts';
import { containerOptions, ENGINE_LABEL, isAllowedUpdate, SANDBOX_LABEL } from '../options.ts';
import { IMAGE_LABEL, type BuildOrder } from '../images.ts';
import { FASTER } from '../runtime.ts';
import { recipeOf, type Recipe, type Recipes } from '../recipes.ts';

/** A call to Docker that a worker asks for. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

export interface Settings {
  readonly limits: Limits;
  readonly recipes: Recipes;
  /** The runtime of all sandboxes; without one, Docker's default, or crun. */
  readonly runtime?: string;
  /** Workers may make cells as well. */
  readonly cells?: boolean;
}

/**
 * `yes`, `no`, or, as an object: yes if the container belongs to the worker, or if the image carries the engine's
 * label.
 */
export type Ruling = 'yes' | 'no' | { readonly ours: 'container' | 'image'; readonly id: string };

const TAG = /^codeengine-([a-z0-9]+):[0-9a-f]{12}$/;
const CONTAINER = /^\/containers\/([0-9a-f]{64})(\/attach|\/start|\/update)?$/;
const CONTAINER_SHOWN = /^\/containers\/([0-9a-f]{64})\/json$/;
const IMAGE = /^\/images\/([\w.:/@-]+)$/;
const IMAGE_SHOWN = /^\/images\/([\w.:/@-]+)\/json$/;
/** The query parameters that each call may have. */
const QUERY = {
  attach: ['stream', 'stdin', 'stdout', 'stderr', 'hijack'],
  remove: ['force', 'v'],
  build: ['t', 'buildargs', 'labels', 'forcerm'],
};

/**
 * Whether a sandbox needs this call. A container may be created with exactly the `containerOptions` only: with those of
 * a cell where there are cells, and with the runtime that was chosen, or one of the two that the engine chooses from.
 */
export function rulingOn(call: Call, settings: Settings): Ruling {
  const { method, path, query } = call;
  if (path.includes('..')) return 'no';
  const [, container, act] = CONTAINER.exec(path) ?? [];
  const [, image] = IMAGE.exec(path) ?? [];
  const [, shown] = CONTAINER_SHOWN.exec(path) ?? [];
  if (method === 'GET' && shown && onlyHas(query, [])) return { ours: 'container', id: shown };
  if (method === 'GET')
    return yesIf(path === '/_ping' || path === '/info' || isOurImage(path, settings.recipes) || isOurList(call));
  if (method === 'DELETE' && container && !act && onlyHas(query, QUERY.remove))
    return { ours: 'container', id: container };
  if (method === 'DELETE' && image && !('force' in query)) return { ours: 'image', id: image };
  if (method !== 'POST') return 'no';
  if (path === '/containers/create') return yesIf(!('name' in query) && isSandbox(call.body, settings));
  if (path === '/images/create') return yesIf(isBase(query, settings.recipes));
  if (path === '/build') return yesIf(isOurBuild(query, settings.recipes));
  if (!container || !act) return 'no';
  if (act === '/update' && !isAllowedUpdate(call.body, settings.limits, settings.cells)) return 'no';
  if (!onlyHas(query, act === '/attach' ? QUERY.attach : [])) return 'no';
  return { ours: 'container', id: container };
}

/** Whether a call is forwarded with its body. */
export function takesBody({ method, path }: Call): boolean {
  return method === 'POST' && (path === '/containers/create' || path.endsWith('/update'));
}

function isOurImage(path: string, recipes: Recipes): boolean {
  const [, name = ''] = IMAGE_SHOWN.exec(path) ?? [];
  return recipeIn(name, recipes) !== undefined || basesOf(recipes).includes(name);
}

/** The recipe of the image with this tag; undefined when the tag is none of the engine's. */
function recipeIn(tag: string, recipes: Recipes): Recipe | undefined {
  const [, id] = TAG.exec(tag) ?? [];
  return id === undefined ? undefined : recipeOf(recipes, id);
}

function basesOf({ agent, languages }: Recipes): string[] {
  return [agent, ...languages.values()].map(({ base }) => base);
}

function yesIf(allowed: boolean): Ruling {
  return allowed ? 'yes' : 'no';
}

/** Whether a list is filtered by the engine's label. Others would show containers and images of other programs. */
function isOurList({ path, query }: Call): boolean {
  if (path !== '/containers/json' && path !== '/images/json') return false;
  const label = path === '/images/json' ? IMAGE_LABEL : SANDBOX_LABEL;
  const filters = parsed(query['filters']) as { label?: unknown };
  return Array.isArray(filters?.label) && filters.label.some((value) => String(value).split('=')[0] === label);
}

function isSandbox(body: unknown, { limits, runtime, recipes, cells }: Settings): boolean {
  const { Image, Labels } = (body ?? {}) as { Image?: string; Labels?: Record<string, unknown> };
  const language = recipeIn(String(Image), recipes)?.id;
  const engine = Labels?.[ENGINE_LABEL];
  if (!language || language === AGENT || typeof engine !== 'string') return false;
  const allowed = (runtime ? [runtime] : [undefined, FASTER]).flatMap((runtime) => {
    const order = { language, image: Image!, engine, limits, runtime };
    return [containerOptions(order), ...(cells ? [containerOptions(order, { cell: true })] : [])];
  });
  return allowed.some((options) => isDeepStrictEqual(body, JSON.parse(JSON.stringify(options))));
}

function isBase(query: Call['query'], recipes: Recipes): boolean {
  const { fromImage = '', tag = 'latest' } = query;
  const names = new Set([`${fromImage}:${tag}`, `${fromImage}@${tag}`, ...(tag === 'latest' ? [fromImage] : [])]);
  return onlyHas(query, ['fromImage', 'tag']) && basesOf(recipes).some((image) => names.has(image));
}

/** A first check of a build by its parameters; `isOrdered` compares all of them with the guard's own order. */
function isOurBuild(query: Call['query'], recipes: Recipes): boolean {
  const recipe = recipeIn(query['t'] ?? '', recipes);
  return (
    recipe !== undefined &&
    onlyHas(query, QUERY.build) &&
    isDeepStrictEqual(parsed(query['labels']), { [IMAGE_LABEL]: recipe.id }) &&
    (parsed(query['buildargs']) as { BASE_IMAGE?: string } | null)?.BASE_IMAGE === recipe.base
  );
}

/** Whether a build has exactly the parameters of the guard's own order. */
export function isOrdered({ query }: Call, order: BuildOrder): boolean {
  const given = { t: query['t'], buildargs: parsed(query['buildargs']), labels: parsed(query['labels']) };
  return isDeepStrictEqual(given, JSON.parse(JSON.stringify(order)));
}

/** The recipe that a build asks for; undefined when the image is none of the engine's. */
export function buildIn({ query }: Call, recipes: Recipes): Recipe | undefined {
  return recipeIn(query['t'] ?? '', recipes);
}

function onlyHas(query: Call['query'], names: readonly string[]): boolean {
  return Object.keys(query).every((name) => names.includes(name));
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return null;
  }
}
