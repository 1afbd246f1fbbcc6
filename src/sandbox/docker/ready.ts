import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { messageOf } from '../../errors.ts';
import type { Language, Languages } from '../../languages.ts';
import { ensureImage } from './images.ts';
import type { Recipes } from './recipes.ts';

const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 15_000;

/** Which languages can run. Images are pulled and built one after another; where one fails, the other languages run. */
export interface Readiness {
  /** For each language that runs in Docker: true, or a sentence why it cannot run now. */
  states(): ReadonlyMap<string, true | string>;
  /** What runs each language, as its container has said. */
  versions(): ReadonlyMap<string, string>;
  /** The tag of a language's image. Throws when the image is not there. */
  tagOf(image: string): string;
  /** The image has been removed: its languages are not ready until it is built again. */
  isLost(image: string): void;
  /**
   * Resolves when a language can run, once every language that is always kept warm was tried. Rejects with the reason.
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

export function createReadiness(deps: {
  docker: Docker;
  recipes: Recipes;
  languages: Languages;
  /**
   * Runs the version commands of languages of one image in a sandbox, which also shows that a sandbox works. Yields each
   * answer, or the error in its place, in the order of the languages. Rejects where there is no sandbox.
   */
  askVersions(image: string, languages: readonly Language[]): AsyncIterable<string | Error>;
  /** Called when the language can run. */
  opened(language: Language): void;
  log: Logger;
}): Readiness {
  const { docker, recipes, log } = deps;
  const all = deps.languages.all().filter((language) => language.docker);
  const states = new Map<string, true | string>(all.map(({ id }) => [id, 'its image is being prepared']));
  const versions = new Map<string, string>();
  const tags = new Map<string, string>();
  const tried = new Set<string>();
  const closing = new AbortController();
  let hurry = () => {};
  const working = work(closing.signal);

  return {
    states: () => states,
    versions: () => versions,
    tagOf(image) {
      const tag = tags.get(image);
      if (tag) return tag;
      throw new Error(String(all.filter(uses(image)).map(({ id }) => states.get(id))[0]));
    },
    isLost(image) {
      const tag = tags.get(image);
      if (!tag || closing.signal.aborted) return;
      tags.delete(image);
      for (const { id } of all.filter(uses(image))) states.set(id, `the image ${tag} is gone and is built again`);
      hurry();
    },
    async check() {
      await ping();
      if (all.some(({ warm, id }) => warm === 'always' && !tried.has(id)))
        throw new Error('the images are being prepared');
      if (![...states.values()].includes(true))
        throw new Error(String([...states.values()][0] ?? 'there is no language'));
    },
    async close() {
      closing.abort();
      hurry();
      await working;
    },
  };

  /**
   * Tries the languages that are not ready, again and again, with pauses. When all are ready, waits until an image is
   * lost.
   */
  async function work(signal: AbortSignal): Promise<void> {
    for (let pause = RETRY_FIRST_MS; !signal.aborted; pause = Math.min(pause * 2, RETRY_LAST_MS)) {
      await tryAll(signal);
      if (signal.aborted) return;
      const isDone = lacking().length === 0;
      if (isDone) pause = RETRY_FIRST_MS;
      await new Promise<void>((resolve) => {
        const timer = isDone ? undefined : setTimeout(resolve, pause);
        hurry = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async function tryAll(signal: AbortSignal): Promise<void> {
    try {
      await ping();
    } catch (error) {
      for (const { id } of lacking()) isNotReady(id, error);
      return;
    }
    for (const image of new Set(lacking().map((language) => language.image))) {
      if (!signal.aborted) await prepare(image, lacking().filter(uses(image)));
    }
  }

  async function prepare(image: string, languages: readonly Language[]): Promise<void> {
    const left = [...languages];
    try {
      tags.set(image, tags.get(image) ?? (await ensureImage(docker, image, recipes, log)));
      for await (const answer of deps.askVersions(image, languages)) settle(left.shift()!, answer);
    } catch (error) {
      for (const language of left) settle(language, error as Error);
    }
  }

  function settle(language: Language, answer: string | Error): void {
    tried.add(language.id);
    if (answer instanceof Error) return isNotReady(language.id, answer);
    versions.set(language.id, answer);
    states.set(language.id, true);
    deps.opened(language);
  }

  function isNotReady(id: string, error: unknown): void {
    const why = messageOf(error);
    if (states.get(id) !== why) log.warn({ err: error, language: id }, 'a language cannot run yet; trying again');
    states.set(id, why);
  }

  function lacking(): Language[] {
    return all.filter(({ id }) => states.get(id) !== true);
  }

  async function ping(): Promise<void> {
    await docker.ping().catch((cause: unknown) => {
      throw new Error(`Docker does not answer: ${messageOf(cause)}`, { cause });
    });
  }
}

function uses(image: string): (language: Language) => boolean {
  return (language) => language.image === image;
}
