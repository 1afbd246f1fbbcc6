import { hostname } from 'node:os';
import Docker from 'dockerode';
import type { Logger } from 'pino';
import type { RunEvent } from '../../domain/events.ts';
import type { Limits } from '../../domain/limits.ts';
import type { Language, Languages } from '../../languages.ts';
import { createCompileCache } from '../compile-cache.ts';
import type { Program, Sandbox } from '../sandbox.ts';
import type { GuestContainer } from './container.ts';
import { createOpening } from './opening.ts';
import { runProgram } from './program.ts';
import { environmentFrame, runFrame, seesFrame } from './frames.ts';
import { parseResult } from './protocol.ts';
import { createReadiness, type Readiness } from './ready.ts';
import type { Recipes } from './recipes.ts';
import { createRuntime } from './runtime.ts';
import { createShelves, shelfOf } from './shelves.ts';
import { sweepNowAndThen } from './sweeper.ts';

/**
 * Runs each program in a container of its own, started before it is needed, or in a room of its own in a cell. Waits
 * for Docker where Docker does not answer.
 */
export function createDockerSandbox(deps: {
  host?: string;
  /** The container runtime; without one, `createRuntime` decides. */
  runtime?: string;
  /** `cell`: containers are used again, with a room for each run, where the host can make rooms. */
  reuse?: 'none' | 'cell';
  /** The name of this engine on the label of its containers. */
  engine?: string;
  languages: Languages;
  recipes: Recipes;
  limits: Limits;
  /** How many containers wait for programs: of each language that is always kept warm, and in all. */
  warm: { readonly each: number; readonly total: number };
  /** How many bytes of compiled programs are kept, for programs that are submitted again. */
  compileCacheBytes: number;
  log: Logger;
}): Sandbox {
  const { languages, limits, log, engine = hostname() } = deps;
  const docker = new Docker(dockerOptions(deps.host));
  const closing = new AbortController();
  const cache = createCompileCache(deps.compileCacheBytes);
  const runtime = createRuntime({ docker, chosen: deps.runtime, log });
  const opening = createOpening({ docker, runtime, cells: deps.reuse === 'cell', log });
  const shelves = createShelves({ ...deps, opening, engine, images: () => readiness });
  const readiness: Readiness = createReadiness({
    docker,
    languages,
    recipes: deps.recipes,
    log,
    askVersions,
    opened: (language) => shelves.open(shelfOf(language)),
  });
  /** Whether the kernel says that a process waits for input; null until a container was asked. */
  let tellsWaiting: boolean | null = null;
  const sweeping = sweepNowAndThen(docker, closing.signal, () => shelves.rest());

  return {
    name: 'docker',

    async *run(program, signal) {
      let next = 0;
      while (next < program.runs.length) next = yield* runInOne(program, next, signal);
    },

    check: () => readiness.check(),
    ready: () => readiness.states(),
    versions: () => Object.fromEntries(readiness.versions()),
    tellsWaiting: () => tellsWaiting,
    warm: () => shelves.warm(),

    async close() {
      closing.abort();
      await Promise.all([readiness.close(), sweeping]);
      await shelves.close();
      await opening.close();
    },
  };

  /** Does the runs from `from` on in one container. Returns the number of the first run that needs another. */
  async function* runInOne(
    program: Program,
    from: number,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent, number, void> {
    const { language } = program;
    signal.throwIfAborted();
    const container = await shelves.take(shelfOf(language));
    const kill = () => void container.dispose();
    let isDone = false;
    signal.addEventListener('abort', kill);
    try {
      if (shelfOf(language) !== language.id) container.send(environmentFrame(language.docker!.env ?? {}));
      const image = readiness.tagOf(language.image);
      const next = yield* runProgram(container, program, { limits, image, cache }, from);
      isDone = next === program.runs.length;
      return next;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', kill);
      shelves.leave(container, shelfOf(language), isDone);
    }
  }

  async function* askVersions(image: string, of: readonly Language[]): AsyncGenerator<string | Error, void> {
    const container = await shelves.bare(image);
    try {
      container.send(seesFrame());
      for (const language of of) yield await askVersion(container, language).catch((error: Error) => error);
    } finally {
      container.letExit();
    }
  }

  async function askVersion(container: GuestContainer, language: Language): Promise<string> {
    const { env = {}, version } = language.docker!;
    const phase = { ...limits, timeMs: limits.compileMs };
    container.send(Buffer.concat([environmentFrame(env), runFrame(phase, version)]));
    let output = '';
    for await (const { type, payload } of container.frames()) {
      if (type === 'v') tellsWaiting = payload[0] === 1;
      else if (type !== 'x') output += payload.toString();
      else if (parseResult(payload).exitCode === 0) return output.trim();
      else break;
    }
    throw new Error(`A container of its image does not work: ${output || 'it ended without an answer'}`);
  }
}

function dockerOptions(host: string | undefined): Docker.DockerOptions | undefined {
  if (!host) return undefined;
  if (/^(unix|npipe):/.test(host)) return { socketPath: host.replace(/^(unix|npipe):\/\//, '') };
  const { protocol, hostname, port } = new URL(host);
  return { protocol: protocol === 'https:' ? 'https' : 'http', host: hostname, port: Number(port || 2375) };
}
