import { isDeepStrictEqual } from 'node:util';
import type { Limits } from '../../domain/limits.ts';
import { COMPILE_MEMORY_BYTES, containerOptions, ENGINE_LABEL, SANDBOX_LABEL } from './container.ts';
import { IMAGE_LABEL, TOOLCHAINS, type Toolchain } from './images.ts';

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
  readonly images: Readonly<Record<Toolchain, string>>;
  readonly runtime?: string;
}

/** `container` and `image`: allowed only for one that carries our label. */
export type Verdict = 'yes' | 'no' | { readonly ours: 'container' | 'image'; readonly id: string };

const TAG = /^codeengine-(python|gcc):[0-9a-f]{12}$/;
const CONTAINER = /^\/containers\/([0-9a-f]{64})(\/attach|\/start|\/update)?$/;
const CONTAINER_SHOWN = /^\/containers\/([0-9a-f]{64})\/json$/;
const IMAGE = /^\/images\/([\w.:/@-]+)$/;
const IMAGE_SHOWN = /^\/images\/([\w.:/@-]+)\/json$/;
/** What each call may say in its address. */
const QUERY = {
  attach: ['stream', 'stdin', 'stdout', 'stderr', 'hijack'],
  remove: ['force', 'v'],
  build: ['t', 'dockerfile', 'buildargs', 'labels', 'forcerm'],
};

/** Whether Docker is asked for nothing but what running sandboxes takes. A container is created as `containerOptions` says, or not. */
export function verdictOn(asked: Asked, settings: Settings): Verdict {
  const { method, path, query } = asked;
  if (path.includes('..')) return 'no';
  const [, container, act] = CONTAINER.exec(path) ?? [];
  const [, image] = IMAGE.exec(path) ?? [];
  const [, shown] = CONTAINER_SHOWN.exec(path) ?? [];
  if (method === 'GET' && shown && onlyHas(query, [])) return { ours: 'container', id: shown };
  if (method === 'GET') return yesIf(path === '/_ping' || isOurImage(path, settings) || isOurList(asked));
  if (method === 'DELETE' && container && !act && onlyHas(query, QUERY.remove))
    return { ours: 'container', id: container };
  if (method === 'DELETE' && image && !('force' in query)) return { ours: 'image', id: image };
  if (method !== 'POST') return 'no';
  if (path === '/containers/create') return yesIf(!('name' in query) && isSandbox(asked.body, settings));
  if (path === '/images/create') return yesIf(isBase(query, settings));
  if (path === '/build') return yesIf(isOurBuild(query, settings));
  if (!container || !act) return 'no';
  if (act === '/update' && !isMemoryUpdate(asked.body, settings)) return 'no';
  if (!onlyHas(query, act === '/attach' ? QUERY.attach : [])) return 'no';
  return { ours: 'container', id: container };
}

/** Of all calls, these are passed on with what they carry. */
export function takesBody({ method, path }: Asked): boolean {
  return method === 'POST' && (path === '/containers/create' || path.endsWith('/update'));
}

function isOurImage(path: string, { images }: Settings): boolean {
  const [, name = ''] = IMAGE_SHOWN.exec(path) ?? [];
  return TAG.test(name) || Object.values(images).includes(name);
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

function isSandbox(body: unknown, { limits, runtime }: Settings): boolean {
  const { Image, Labels } = (body ?? {}) as { Image?: string; Labels?: Record<string, unknown> };
  const [, toolchain] = TAG.exec(String(Image)) ?? [];
  const engine = Labels?.[ENGINE_LABEL];
  if (!toolchain || typeof engine !== 'string') return false;
  const allowed = containerOptions({ toolchain: toolchain as Toolchain, image: Image!, engine, limits, runtime });
  return isDeepStrictEqual(body, JSON.parse(JSON.stringify(allowed)));
}

function isBase(query: Asked['query'], { images }: Settings): boolean {
  const { fromImage = '', tag = 'latest' } = query;
  const asked = new Set([`${fromImage}:${tag}`, `${fromImage}@${tag}`, ...(tag === 'latest' ? [fromImage] : [])]);
  return onlyHas(query, ['fromImage', 'tag']) && Object.values(images).some((image) => asked.has(image));
}

function isOurBuild(query: Asked['query'], { images }: Settings): boolean {
  const [, toolchain] = TAG.exec(query['t'] ?? '') ?? [];
  return (
    onlyHas(query, QUERY.build) &&
    TOOLCHAINS.some((name) => name === toolchain && query['dockerfile'] === `${name}.Dockerfile`) &&
    isDeepStrictEqual(parsed(query['buildargs']), { PYTHON_IMAGE: images.python, GCC_IMAGE: images.gcc }) &&
    isDeepStrictEqual(parsed(query['labels']), { [IMAGE_LABEL]: toolchain })
  );
}

function isMemoryUpdate(body: unknown, { limits }: Settings): boolean {
  const { Memory } = (body ?? {}) as { Memory?: number };
  const allowed = [limits.memoryBytes, COMPILE_MEMORY_BYTES].map((bytes) => ({ Memory: bytes, MemorySwap: bytes }));
  return Memory !== undefined && allowed.some((update) => isDeepStrictEqual(body, update));
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
