import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import type { Logger } from 'pino';

export const TOOLCHAINS = ['python', 'gcc'] as const;
export type Toolchain = (typeof TOOLCHAINS)[number];

/** Every image of a toolchain carries it. */
export const IMAGE_LABEL = 'codeengine.image';

/** What goes into the images: the agent, and a Dockerfile for each toolchain. */
const FOLDER = fileURLToPath(new URL('../../../sandbox/docker/', import.meta.url));
const SAY_EVERY_MS = 3000;

/**
 * The image a toolchain's sandboxes are made from, built from `bases` if it is not there. Its tag follows from its
 * content, so a change of either builds it anew. Rejects with a sentence that says what could not be had.
 */
export async function ensureImage(
  docker: Docker,
  toolchain: Toolchain,
  bases: Readonly<Record<Toolchain, string>>,
  log: Logger,
): Promise<string> {
  for (const base of Object.values(bases)) await ensureBase(docker, base, log);
  const tag = await tagOf(docker, toolchain, bases);
  if (!(await imageId(docker, tag))) await build(docker, toolchain, tag, bases, log);
  return tag;
}

/** The precompiled headers in the image, by name: which headers each holds. */
export async function precompiledSets(): Promise<Map<string, string[]>> {
  const lines = (await readFile(`${FOLDER}pch.txt`, 'utf8')).trim().split('\n');
  return new Map(lines.map((line) => line.split(' ')).map(([name = '', ...headers]) => [name, headers]));
}

/** The tag that follows from our files and the bases, which are there. */
export async function tagOf(
  docker: Docker,
  toolchain: Toolchain,
  bases: Readonly<Record<Toolchain, string>>,
): Promise<string> {
  const ids: string[] = [];
  for (const base of Object.values(bases)) {
    const id = await imageId(docker, base);
    if (!id) throw new Error(`The image ${base} is not here.`);
    ids.push(id);
  }
  return `codeengine-${toolchain}:${await contentHash(ids)}`;
}

async function ensureBase(docker: Docker, image: string, log: Logger): Promise<void> {
  if (await imageId(docker, image)) return;
  log.info({ image }, `pulling ${image}`);
  try {
    await finished(docker, await docker.pull(image), (line) => log.info({ image }, `pulling ${image}: ${line}`));
  } catch (error) {
    const message = `The image ${image} is not here and could not be pulled: ${textOf(error)}. Check the network, or pull it by hand.`;
    throw new Error(message, { cause: error });
  }
}

async function build(
  docker: Docker,
  toolchain: Toolchain,
  tag: string,
  bases: Readonly<Record<Toolchain, string>>,
  log: Logger,
): Promise<void> {
  const started = Date.now();
  log.info({ image: tag }, `building the ${toolchain} sandbox image; this happens once and takes up to a minute`);
  const stream = await startBuild(docker, toolchain, tag, bases);
  try {
    await finished(docker, stream, (line) => log.info({ image: tag }, `building: ${line}`));
  } catch (error) {
    throw new Error(`The ${toolchain} sandbox image could not be built: ${textOf(error)}`, { cause: error });
  }
  log.info({ image: tag, ms: Date.now() - started }, `built the ${toolchain} sandbox image`);
  await removeOthers(docker, toolchain, tag);
}

/** Builds an image from our files; resolves with Docker's account of it. */
export async function startBuild(
  docker: Docker,
  toolchain: Toolchain,
  tag: string,
  bases: Readonly<Record<Toolchain, string>>,
): Promise<NodeJS.ReadableStream> {
  const options = {
    t: tag,
    dockerfile: dockerfileOf(toolchain),
    buildargs: { PYTHON_IMAGE: bases.python, GCC_IMAGE: bases.gcc },
    labels: { [IMAGE_LABEL]: toolchain },
    forcerm: true,
  };
  return docker.buildImage({ context: FOLDER, src: await readdir(FOLDER) }, options);
}

export function dockerfileOf(toolchain: Toolchain): string {
  return `${toolchain}.Dockerfile`;
}

/** Images of this toolchain from earlier content; one that is in use stays. */
async function removeOthers(docker: Docker, toolchain: Toolchain, tag: string): Promise<void> {
  const images = await docker.listImages({ filters: { label: [`${IMAGE_LABEL}=${toolchain}`] } });
  const old = images.filter(({ RepoTags }) => !RepoTags?.includes(tag));
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

async function contentHash(baseIds: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const id of baseIds) hash.update(id);
  for (const file of (await readdir(FOLDER)).sort()) hash.update(file).update(await readFile(FOLDER + file));
  return hash.digest('hex').slice(0, 12);
}

interface Progress {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly progress?: string;
}

/** Follows a pull or a build to its end, saying each step of a build and, now and then, how far a pull is. */
function finished(docker: Docker, stream: NodeJS.ReadableStream, say: (line: string) => void): Promise<void> {
  let saidAt = Date.now();
  const progress = ({ stream: line, status, id, progress: bar }: Progress) => {
    if (line?.startsWith('Step ')) say(line.trim());
    if (!status || Date.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = Date.now();
    say([id, status, bar].filter(Boolean).join(' '));
  };
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), progress);
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
