import { hostname } from 'node:os';
import Docker from 'dockerode';
import type { Logger } from 'pino';
import type { Limits } from '../../domain/limits.ts';
import { isSuccess } from '../../domain/outcome.ts';
import { mainSourceOf } from '../../domain/request.ts';
import type { Language, Languages } from '../../languages.ts';
import { createDemand } from '../demand.ts';
import { createPool } from '../pool.ts';
import type { Sandbox } from '../sandbox.ts';
import { compile, compilerMemory } from './compile.ts';
import { openContainer, type GuestContainer } from './container.ts';
import { containerOptions } from './options.ts';
import { outcomeOf } from './outcome.ts';
import { endFor, follow, type ForcedEnd } from './phase.ts';
import { parseResult, prepareFrame, runFrame, sourceFrame, stdinFrames } from './protocol.ts';
import { createReadiness } from './ready.ts';
import type { Recipes } from './recipes.ts';
import { sweepNowAndThen } from './sweeper.ts';

/** Runs each program in a container of its own, started before it is needed. Docker may be away: it is waited for. */
export function createDockerSandbox(deps: {
  host?: string;
  runtime?: string;
  /** Whose the containers are, by their label. */
  engine?: string;
  languages: Languages;
  recipes: Recipes;
  limits: Limits;
  /** How many are kept ready of each language that says so, and how many in all. */
  warm: { readonly each: number; readonly total: number };
  log: Logger;
}): Sandbox {
  const { languages, limits, log, engine = hostname() } = deps;
  const docker = new Docker(dockerOptions(deps.host));
  const closing = new AbortController();
  const containers = new Set<GuestContainer>();
  const always = languages.all().filter(({ warm, docker: runs }) => runs && warm === 'always');
  const demand = createDemand({ always: [...new Set(always.map(shelfOf))], ...deps.warm });
  const pool = createPool<string, GuestContainer>({
    size: (shelf) => demand.size(shelf),
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
  const sweeping = sweepNowAndThen(docker, closing.signal, () => pool.rest());

  return {
    name: 'docker',

    async *run({ language, files, runs, limits: narrower }, signal) {
      const own = { ...limits, ...narrower };
      const [code, input] = [mainSourceOf({ files }), runs[0]!.stdin];
      signal.throwIfAborted();
      demand.used(shelfOf(language));
      const container = await pool.take(shelfOf(language));
      const kill = () => void container.dispose();
      signal.addEventListener('abort', kill);
      try {
        const plain = !canBePrepared(language, code);
        const { compile: compiler, run } = language.docker!;
        container.send(sourceFrame(language.file, code));
        const memory = compilerMemory(container, limits.memoryBytes);
        if (compiler) {
          const compiled = yield* compile(container, { memory, limits, language, code });
          yield { type: 'ended', outcome: compiled };
          if (!isSuccess(compiled)) return;
        }
        const end: ForcedEnd = {};
        memory.takeBack().catch(() => end.over || endFor(container, end, 'memory'));
        const argv = plain ? wordsOf(run, language.file) : [];
        container.send(Buffer.concat([stdinFrames(input, waitsForEvents(code)), runFrame(own.timeMs, own, argv)]));
        const result = yield* follow(container, own.timeMs, end, language.outOfMemory);
        yield { type: 'ended', outcome: outcomeOf(result, { phase: 'run', run: 0 }) };
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener('abort', kill);
        container.letExit();
        pool.rest();
      }
    },

    check: () => readiness.check(),
    ready: () => readiness.states(),
    versions: () => Object.fromEntries(readiness.versions()),
    warm: () => pool.warm(),

    async close() {
      closing.abort();
      await Promise.all([readiness.close(), sweeping]);
      await pool.close();
      await Promise.all([...containers].map((container) => container.dispose()));
    },
  };

  /** A shelf of the pool holds containers of one image, with one language's interpreter started where it can be. */
  async function make(shelf: string): Promise<GuestContainer> {
    const language = languages.find(shelf);
    const image = language?.image ?? shelf;
    const options = containerOptions({
      language: image,
      image: readiness.tagOf(image),
      engine,
      limits,
      runtime: deps.runtime,
    });
    const container = await openContainer(docker, options, log).catch((error) => {
      if ((error as { statusCode?: number }).statusCode === 404) readiness.isLost(image);
      throw error;
    });
    containers.add(container);
    void container.closed.then(() => containers.delete(container));
    const prepare = language?.docker?.prepare;
    if (prepare) container.send(prepareFrame(language.file, wordsOf(prepare, language.file)));
    return container;
  }

  async function askVersion(language: Language): Promise<string> {
    const container = await make(shelfOf(language));
    try {
      container.send(runFrame(limits.compileMs, limits, language.docker!.version));
      let said = '';
      for await (const { type, payload } of container.frames()) {
        if (type !== 'x') said += payload.toString();
        else if (parseResult(payload).exitCode === 0) return said.trim();
        else break;
      }
      throw new Error(`A sandbox of its image does not work: ${said || 'it ended without a word'}`);
    } finally {
      container.letExit();
    }
  }
}

/** Languages that prepare nothing share the containers of their image. */
function shelfOf({ id, image, docker }: Language): string {
  return docker?.prepare ? id : image;
}

function wordsOf(argv: readonly string[], main: string): string[] {
  return argv.map((word) => (word === '{main}' ? main : word));
}

/** A prepared interpreter waits for its source before it comes; a source that names another encoding is read from a real file. */
function canBePrepared(language: Language, code: string): boolean {
  const [first = '', second = ''] = code.split('\n', 2);
  const isPlain = /coding[:=]/.test(first + second) || code.includes('\0') || waitsForEvents(code);
  return language.docker?.prepare !== undefined && !isPlain;
}

/** Stdin is a file, of which a program can wait for no event: the kernel refuses it. One that seems to wait reads a pipe. */
function waitsForEvents(code: string): boolean {
  return /\b(?:connect_read_pipe|add_reader|DefaultSelector|EpollSelector|epoll(?:_\w+)?)\b/.test(code);
}

function dockerOptions(host: string | undefined): Docker.DockerOptions | undefined {
  if (!host) return undefined;
  if (/^(unix|npipe):/.test(host)) return { socketPath: host.replace(/^(unix|npipe):\/\//, '') };
  const { protocol, hostname, port } = new URL(host);
  return { protocol: protocol === 'https:' ? 'https' : 'http', host: hostname, port: Number(port || 2375) };
}
