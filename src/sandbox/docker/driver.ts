import { hostname } from 'node:os';
import Docker from 'dockerode';
import type { Logger } from 'pino';
import type { RunEvent } from '../../domain/events.ts';
import type { Limits } from '../../domain/limits.ts';
import type { Language, Languages } from '../../languages.ts';
import { createCompileCache } from '../compile-cache.ts';
import { createDemand } from '../demand.ts';
import { createPool } from '../pool.ts';
import type { Program, Sandbox } from '../sandbox.ts';
import type { GuestContainer } from './container.ts';
import { createOpening } from './opening.ts';
import { runProgram } from './program.ts';
import { environmentFrame, prepareFrame, runFrame, seesFrame } from './frames.ts';
import { parseResult } from './protocol.ts';
import { createReadiness } from './ready.ts';
import type { Recipes } from './recipes.ts';
import { wordsOf } from './run.ts';
import { sweepNowAndThen } from './sweeper.ts';

/**
 * Runs each program in a container of its own, started before it is needed, or in a room of its own in a cell. Docker may
 * be away: it is waited for.
 */
export function createDockerSandbox(deps: {
  host?: string;
  runtime?: string;
  /** `cell`: containers are used again, with a room for each run, where the host can make rooms. */
  reuse?: 'none' | 'cell';
  /** Whose the containers are, by their label. */
  engine?: string;
  languages: Languages;
  recipes: Recipes;
  limits: Limits;
  /** How many are kept ready of each language that says so, and how many in all. */
  warm: { readonly each: number; readonly total: number };
  /** How many bytes are kept of what was compiled, for programs that come again. */
  compileCacheBytes: number;
  log: Logger;
}): Sandbox {
  const { languages, limits, log, engine = hostname() } = deps;
  const docker = new Docker(dockerOptions(deps.host));
  const closing = new AbortController();
  const cache = createCompileCache(deps.compileCacheBytes);
  const opening = createOpening({ docker, cells: deps.reuse === 'cell', log });
  /** How many containers of each shelf are in use. */
  const used = new Map<string, number>();
  const always = languages.all().filter(({ warm, docker: runs }) => runs && warm === 'always');
  const demand = createDemand({ always: [...new Set(always.map(shelfOf))], ...deps.warm });
  const pool = createPool<string, GuestContainer>({
    size: wanted,
    make,
    died: (container) => container.closed,
    dispose: (container) => container.dispose(),
    log,
  });
  const readiness = createReadiness({
    docker,
    languages,
    recipes: deps.recipes,
    log,
    askVersion,
    opened: (language) => pool.open(shelfOf(language)),
  });
  /** As the kernel does; unknown until a container was asked. */
  let tellsWaiting: boolean | null = null;
  const sweeping = sweepNowAndThen(docker, closing.signal, () => pool.rest());

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
    warm: () => pool.warm(),

    async close() {
      closing.abort();
      await Promise.all([readiness.close(), sweeping]);
      await pool.close();
      await opening.close();
    },
  };

  /** Does the runs from `from` on in one container; the number of the first that needs another. */
  async function* runInOne(
    program: Program,
    from: number,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent, number, void> {
    const { language } = program;
    signal.throwIfAborted();
    const container = await take(shelfOf(language));
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
      leave(container, shelfOf(language), isDone);
    }
  }

  async function take(shelf: string): Promise<GuestContainer> {
    demand.used(shelf);
    count(shelf, 1); // from now on, for the pool makes none in place of one that is waited for
    try {
      return await pool.take(shelf);
    } catch (error) {
      count(shelf, -1);
      throw error;
    }
  }

  /** A cell whose run was an ordinary one is used again; everything else has served its time. */
  function leave(container: GuestContainer, shelf: string, isDone: boolean): void {
    count(shelf, -1);
    if (container.renew && isDone) pool.giveBack(shelf, renewed(container, shelf));
    else container.letExit();
    pool.rest();
  }

  async function renewed(container: GuestContainer, shelf: string): Promise<GuestContainer | undefined> {
    const room = await container.renew!();
    if (room) return prepared(room, languages.find(shelf));
    container.letExit();
    return undefined;
  }

  function count(shelf: string, change: 1 | -1): void {
    used.set(shelf, (used.get(shelf) ?? 0) + change);
  }

  /** Of cells twice as many, so that one gets its next room while another is used; those in use come back. */
  function wanted(shelf: string): number {
    const size = demand.size(shelf);
    return opening.hasCells() ? Math.max(0, 2 * size - (used.get(shelf) ?? 0)) : size;
  }

  /** A shelf of the pool holds containers of one image, with one language's interpreter started where it can be. */
  async function make(shelf: string): Promise<GuestContainer> {
    const language = languages.find(shelf);
    const image = language?.image ?? shelf;
    const order = { language: image, image: readiness.tagOf(image), engine, limits, runtime: deps.runtime };
    const container = await opening.open(order).catch((error) => {
      if ((error as { statusCode?: number }).statusCode === 404) readiness.isLost(image);
      throw error;
    });
    return prepared(container, language);
  }

  function prepared(container: GuestContainer, language: Language | undefined): GuestContainer {
    const { prepare, env } = language?.docker ?? {};
    if (env) container.send(environmentFrame(env));
    if (prepare) container.send(prepareFrame(language!.file, wordsOf(prepare, language!.file)));
    return container;
  }

  async function askVersion(language: Language): Promise<string> {
    const container = await make(shelfOf(language));
    try {
      container.send(
        Buffer.concat([seesFrame(), runFrame({ ...limits, timeMs: limits.compileMs }, language.docker!.version)]),
      );
      let said = '';
      for await (const { type, payload } of container.frames()) {
        if (type === 'v') tellsWaiting = payload[0] === 1;
        else if (type !== 'x') said += payload.toString();
        else if (parseResult(payload).exitCode === 0) return said.trim();
        else break;
      }
      throw new Error(`A sandbox of its image does not work: ${said || 'it ended without an answer'}`);
    } finally {
      container.letExit();
    }
  }
}

/** Languages that prepare nothing share the containers of their image. */
function shelfOf({ id, image, docker }: Language): string {
  return docker?.prepare ? id : image;
}

function dockerOptions(host: string | undefined): Docker.DockerOptions | undefined {
  if (!host) return undefined;
  if (/^(unix|npipe):/.test(host)) return { socketPath: host.replace(/^(unix|npipe):\/\//, '') };
  const { protocol, hostname, port } = new URL(host);
  return { protocol: protocol === 'https:' ? 'https' : 'http', host: hostname, port: Number(port || 2375) };
}
