import { isDeepStrictEqual } from 'node:util';
import type { Limits } from '../../../domain/limits.ts';
import { AGENT } from '../../../languages.ts';
import { containerOptions, ENGINE_LABEL, isAllowedUpdate, SANDBOX_LABEL } from '../options.ts';
import { IMAGE_LABEL, type BuildOrder } from '../images.ts';
import { recipeOf, type Recipe, type Recipes } from '../recipes.ts';

/** What a worker asks of Docker. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The parsed JSON, where there is one. */
  readonly body: unknown;
}

export interface Settings {
  readonly limits: Limits;
  readonly recipes: Recipes;
  readonly runtime?: string;
}

/** `container` and `image`: allowed only for one that carries our label. */
export type Verdict = 'yes' | 'no' | { readonly ours: 'container' | 'image'; readonly id: string };

const TAG = /^codeengine-([a-z0-9]+):[0-9a-f]{12}$/;
const CONTAINER = /^\/containers\/([0-9a-f]{64})(\/attach|\/start|\/update)?$/;
const CONTAINER_SHOWN = /^\/containers\/([0-9a-f]{64})\/json$/;
const IMAGE = /^\/images\/([\w.:/@-]+)$/;
const IMAGE_SHOWN = /^\/images\/([\w.:/@-]+)\/json$/;
/** What each call may say in its address. */
const QUERY = {
  attach: ['stream', 'stdin', 'stdout', 'stderr', 'hijack'],
  remove: ['force', 'v'],
  build: ['t', 'buildargs', 'labels', 'forcerm'],
};

/** Whether Docker is asked for nothing but what running sandboxes takes. A container is created as `containerOptions` says, or not. */
export function verdictOn(asked: Asked, settings: Settings): Verdict {
  const { method, path, query } = asked;
  if (path.includes('..')) return 'no';
  const [, container, act] = CONTAINER.exec(path) ?? [];
  const [, image] = IMAGE.exec(path) ?? [];
  const [, shown] = CONTAINER_SHOWN.exec(path) ?? [];
  if (method === 'GET' && shown && onlyHas(query, [])) return { ours: 'container', id: shown };
  if (method === 'GET') return yesIf(path === '/_ping' || isOurImage(path, settings.recipes) || isOurList(asked));
  if (method === 'DELETE' && container && !act && onlyHas(query, QUERY.remove))
    return { ours: 'container', id: container };
  if (method === 'DELETE' && image && !('force' in query)) return { ours: 'image', id: image };
  if (method !== 'POST') return 'no';
  if (path === '/containers/create') return yesIf(!('name' in query) && isSandbox(asked.body, settings));
  if (path === '/images/create') return yesIf(isBase(query, settings.recipes));
  if (path === '/build') return yesIf(isOurBuild(query, settings.recipes));
  if (!container || !act) return 'no';
  if (act === '/update' && !isAllowedUpdate(asked.body, settings.limits)) return 'no';
  if (!onlyHas(query, act === '/attach' ? QUERY.attach : [])) return 'no';
  return { ours: 'container', id: container };
}

/** Of all calls, these are passed on with what they carry. */
export function takesBody({ method, path }: Asked): boolean {
  return method === 'POST' && (path === '/containers/create' || path.endsWith('/update'));
}

function isOurImage(path: string, recipes: Recipes): boolean {
  const [, name = ''] = IMAGE_SHOWN.exec(path) ?? [];
  return recipeIn(name, recipes) !== undefined || basesOf(recipes).includes(name);
}

/** Of what an image of that name is made; undefined unless the name is one that we give. */
function recipeIn(tag: string, recipes: Recipes): Recipe | undefined {
  const [, id] = TAG.exec(tag) ?? [];
  return id === undefined ? undefined : recipeOf(recipes, id);
}

function basesOf({ agent, languages }: Recipes): string[] {
  return [agent, ...languages.values()].map(({ base }) => base);
}

function yesIf(allowed: boolean): Verdict {
  return allowed ? 'yes' : 'no';
}

/** Lists of containers and images show names of others, unless they ask for our label. */
function isOurList({ path, query }: Asked): boolean {
  if (path !== '/containers/json' && path !== '/images/json') return false;
  const label = path === '/images/json' ? IMAGE_LABEL : SANDBOX_LABEL;
  const filters = parsed(query['filters']) as { label?: unknown };
  return Array.isArray(filters?.label) && filters.label.some((value) => String(value).split('=')[0] === label);
}

function isSandbox(body: unknown, { limits, runtime, recipes }: Settings): boolean {
  const { Image, Labels } = (body ?? {}) as { Image?: string; Labels?: Record<string, unknown> };
  const language = recipeIn(String(Image), recipes)?.id;
  const engine = Labels?.[ENGINE_LABEL];
  if (!language || language === AGENT || typeof engine !== 'string') return false;
  const allowed = containerOptions({ language, image: Image!, engine, limits, runtime });
  return isDeepStrictEqual(body, JSON.parse(JSON.stringify(allowed)));
}

function isBase(query: Asked['query'], recipes: Recipes): boolean {
  const { fromImage = '', tag = 'latest' } = query;
  const asked = new Set([`${fromImage}:${tag}`, `${fromImage}@${tag}`, ...(tag === 'latest' ? [fromImage] : [])]);
  return onlyHas(query, ['fromImage', 'tag']) && basesOf(recipes).some((image) => asked.has(image));
}

/** Whether it can be one: `isOrdered` says whether it is, when the guard knows its own order. */
function isOurBuild(query: Asked['query'], recipes: Recipes): boolean {
  const recipe = recipeIn(query['t'] ?? '', recipes);
  return (
    recipe !== undefined &&
    onlyHas(query, QUERY.build) &&
    isDeepStrictEqual(parsed(query['labels']), { [IMAGE_LABEL]: recipe.id }) &&
    (parsed(query['buildargs']) as { BASE_IMAGE?: string } | null)?.BASE_IMAGE === recipe.base
  );
}

/** Whether a build is asked for in exactly the guard's own words. */
export function isOrdered({ query }: Asked, order: BuildOrder): boolean {
  const asked = { t: query['t'], buildargs: parsed(query['buildargs']), labels: parsed(query['labels']) };
  return isDeepStrictEqual(asked, JSON.parse(JSON.stringify(order)));
}

/** What is to be built, where it is ours. */
export function buildIn({ query }: Asked, recipes: Recipes): Recipe | undefined {
  return recipeIn(query['t'] ?? '', recipes);
}

function onlyHas(query: Asked['query'], names: readonly string[]): boolean {
  return Object.keys(query).every((name) => names.includes(name));
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return null;
  }
}
