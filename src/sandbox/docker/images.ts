import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { messageOf } from '../../errors.ts';
import { AGENT } from '../../languages.ts';
import { contentHash, filesOf, recipeOf, type Recipe, type Recipes } from './recipes.ts';

/** The label of every image that an engine builds, with the id of its language. */
export const IMAGE_LABEL = 'codeengine.image';

const PROGRESS_EVERY_MS = 3000;
/** How many lines of a failed build are reported: enough for a package manager's reason. */
const LAST_LINES = 3;
/**
 * How old an image of other content must be to be removed: a younger one may be that of another engine on this machine.
 */
const KEEP_OTHERS_S = 3600;

/**
 * Returns the tag of the image for a language's containers, and builds the image if it does not exist. The tag depends
 * on the content, so that a change builds this image anew, and no other. Rejects with a sentence that says what is
 * missing.
 */
export async function ensureImage(docker: Docker, id: string, recipes: Recipes, log: Logger): Promise<string> {
  if (id !== AGENT) await ensureImage(docker, AGENT, recipes, log);
  await ensureBase(docker, recipeOf(recipes, id)!.base, log);
  const tag = await tagOf(docker, id, recipes);
  if (!(await imageId(docker, tag))) await build(docker, id, tag, recipes, log);
  return tag;
}

/** The tag, which depends on our files and on the base images. These must be here. */
export async function tagOf(docker: Docker, id: string, recipes: Recipes): Promise<string> {
  const recipe = recipeOf(recipes, id)!;
  const base = await imageId(docker, recipe.base);
  if (!base) throw new Error(`The image ${recipe.base} is not here.`);
  const agent = id === AGENT ? [] : [await tagOf(docker, AGENT, recipes)];
  return `codeengine-${id}:${await contentHash(recipe, [base, ...agent])}`;
}

async function ensureBase(docker: Docker, image: string, log: Logger): Promise<void> {
  if (await imageId(docker, image)) return;
  log.info({ image }, `pulling ${image}`);
  try {
    await finished(docker, await docker.pull(image), (line) => log.info({ image }, `pulling ${image}: ${line}`));
  } catch (error) {
    const message = `The image ${image} is not here and could not be pulled: ${messageOf(error)}. Check the network, or pull it by hand.`;
    throw new Error(message, { cause: error });
  }
}

async function build(docker: Docker, id: string, tag: string, recipes: Recipes, log: Logger): Promise<void> {
  const started = Date.now();
  log.info({ image: tag }, `building the image for ${id}; this happens once and takes up to a minute`);
  let lastLines: string[] = [];
  const stream = await startBuild(docker, recipeOf(recipes, id)!, await buildOrder(docker, id, recipes));
  try {
    await finished(docker, stream, (line) => {
      if (line.startsWith('Step ')) log.info({ image: tag }, `building: ${line}`);
      else if (!line.startsWith('--->')) lastLines = [...lastLines, line].slice(-LAST_LINES);
    });
  } catch (error) {
    const output = lastLines.length > 0 ? ` The end of its output: ${lastLines.join(' ')}` : '';
    throw new Error(`The image for ${id} could not be built: ${messageOf(error)}.${output}`, { cause: error });
  }
  log.info({ image: tag, ms: Date.now() - started }, `built the image for ${id}`);
  await removeOthers(docker, id, tag);
}

/** The parameters of a build in Docker, besides the files. */
export interface BuildOrder {
  readonly t: string;
  readonly buildargs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

export async function buildOrder(docker: Docker, id: string, recipes: Recipes): Promise<BuildOrder> {
  const agent = id === AGENT ? {} : { AGENT_IMAGE: await tagOf(docker, AGENT, recipes) };
  const { base, packages } = recipeOf(recipes, id)!;
  return {
    t: await tagOf(docker, id, recipes),
    buildargs: { BASE_IMAGE: base, ...agent, ...(packages && { PACKAGES: packages }) },
    labels: { [IMAGE_LABEL]: id },
  };
}

/** Builds an image from our files. Resolves with Docker's report of the build. */
export async function startBuild(docker: Docker, recipe: Recipe, order: BuildOrder): Promise<NodeJS.ReadableStream> {
  const context = { context: recipe.folder, src: await filesOf(recipe) };
  return docker.buildImage(context, { ...order, forcerm: true });
}

/** Removes images of this language with other content. An image that is in use stays. */
async function removeOthers(docker: Docker, id: string, tag: string): Promise<void> {
  const images = await docker.listImages({ filters: { label: [`${IMAGE_LABEL}=${id}`] } });
  const before = Date.now() / 1000 - KEEP_OTHERS_S;
  const old = images.filter(({ RepoTags, Created }) => !RepoTags?.includes(tag) && Created < before);
  for (const { Id } of old)
    await docker
      .getImage(Id)
      .remove()
      .catch(() => {}); // in use: the next build tries again
}

async function imageId(docker: Docker, image: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(image).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

interface Progress {
  readonly stream?: string;
  /** In the last message of a build or pull that fails. */
  readonly error?: string;
  readonly status?: string;
  readonly id?: string;
  readonly progress?: string;
}

/** Follows a pull or a build to its end; logs each line of a build, and now and then the progress of a pull. */
function finished(docker: Docker, stream: NodeJS.ReadableStream, write: (line: string) => void): Promise<void> {
  let writtenAt = Date.now();
  let failure: string | undefined;
  const progress = ({ stream: line, status, id, progress: bar, error }: Progress) => {
    failure ??= error;
    if (line?.trim()) write(line.trim());
    if (!status || Date.now() - writtenAt < PROGRESS_EVERY_MS) return;
    writtenAt = Date.now();
    write([id, status, bar].filter(Boolean).join(' '));
  };
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => {
        if (error ?? failure) reject(error ?? new Error(failure));
        else resolve();
      },
      progress,
    );
  });
}
