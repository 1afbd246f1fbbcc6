import { hostname } from 'node:os';
import { setInterval, setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import type { Logger } from 'pino';
import type { OutputEvent } from '../../domain/events.ts';
import type { Limits } from '../../domain/limits.ts';
import { isSuccess, type Outcome } from '../../domain/outcome.ts';
import { mainSourceOf } from '../../domain/request.ts';
import type { Language, Languages } from '../../languages.ts';
import { whyMissing } from '../headers.ts';
import { createOutput } from '../output.ts';
import { createPool } from '../pool.ts';
import type { Sandbox } from '../sandbox.ts';
import { openBox, type Box } from './container.ts';
import {
  COMPILE_MEMORY_BYTES,
  containerOptions,
  LEFTOVER_AFTER_MS,
  LEFTOVER_STATES,
  SANDBOX_LABEL,
} from './options.ts';
import { compileCommand, precompiledSets } from './compile.ts';
import { ensureImage } from './images.ts';
import { endedByEngine, outcomeOf, type Observed } from './outcome.ts';
import { parseResult, prepareFrame, runFrame, sourceFrame, stdinFrames, type PhaseResult } from './protocol.ts';
import type { Recipes } from './recipes.ts';

/** How much later than the agent's own the outer wall limit fires: nothing depends on the guest being honest. */
const OUTER_SLACK_MS = 2000;
/** The compiler of a heavy program gets more memory after this time; no compiler fills a program's share sooner. */
const LONG_COMPILE_MS = 250;
const RETRY_FIRST_MS = 500;
const RETRY_LAST_MS = 15_000;
const SWEEP_EVERY_MS = 30_000;

/** Runs each program in a container of its own, started before it is needed. Docker may be away: it is waited for. */
export function createDockerSandbox(deps: {
  host?: string;
  runtime?: string;
  /** Whose the containers are, by their label. */
  engine?: string;
  languages: Languages;
  recipes: Recipes;
  limits: Limits;
  /** How many are kept ready, by the language whose image it is. */
  warm: Readonly<Record<string, number>>;
  log: Logger;
}): Sandbox {
  const { limits, log, engine = hostname() } = deps;
  const docker = new Docker(dockerOptions(deps.host));
  const closing = new AbortController();
  const boxes = new Set<Box>();
  const tags = new Map<string, string>();
  const versions = new Map<string, string>();
  let problem = 'the images are being prepared';
  const pool = createPool<string, Box>({
    size: (image) => deps.warm[image] ?? 0,
    make,
    died: (box) => box.gone,
    dispose: (box) => box.dispose(),
    log,
  });
  let background: Promise<unknown> = Promise.all([prepare(closing.signal), sweepNowAndThen(closing.signal)]);

  return {
    name: 'docker',

    async *run({ language, files, runs, limits: narrower }, signal) {
      const own = { ...limits, ...narrower };
      const [code, input] = [mainSourceOf({ files }), runs[0]!.stdin];
      signal.throwIfAborted();
      const box = await pool.take(language.image);
      const kill = () => void box.dispose();
      signal.addEventListener('abort', kill);
      try {
        const plain = !canBePrepared(language, code);
        const { compile: compiler, run } = language.docker!;
        box.send(sourceFrame(language.file, code));
        const memory = compilerMemory(box, limits.memoryBytes);
        if (compiler) {
          const compiled = yield* compile(box, memory, language, code);
          yield { type: 'ended', outcome: compiled };
          if (!isSuccess(compiled)) return;
        }
        const fate: Fate = {};
        memory.takeBack().catch(() => fate.over || endFor(box, fate, 'memory'));
        box.send(
          Buffer.concat([
            stdinFrames(input, waitsForEvents(code)),
            runFrame(own.timeMs, own, plain ? wordsOf(run, language.file) : []),
          ]),
        );
        const result = yield* follow(box, own.timeMs, fate);
        yield { type: 'ended', outcome: outcomeOf(result, { phase: 'run', run: 0 }) };
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener('abort', kill);
        box.retire();
        pool.rest();
      }
    },

    async check() {
      if (problem) throw new Error(problem);
      await docker.ping().catch((error) => Promise.reject(new Error(`Docker does not answer: ${textOf(error)}`)));
    },

    versions: () =>
      Object.fromEntries(
        deps.languages.all().flatMap((language) => {
          const version = versions.get(language.id);
          return version ? [[language.id, version]] : [];
        }),
      ),

    warm: () => pool.warm(),

    async close() {
      closing.abort();
      await background;
      await pool.close();
      await Promise.all([...boxes].map((box) => box.dispose()));
    },
  };

  /** Builds the images, and fills the pool; while Docker is away it tries again. */
  async function prepare(signal: AbortSignal): Promise<void> {
    for (let pause = RETRY_FIRST_MS; !signal.aborted; pause = Math.min(pause * 2, RETRY_LAST_MS)) {
      try {
        for (const image of deps.recipes.languages.keys()) {
          tags.set(image, await ensureImage(docker, image, deps.recipes, log));
          for (const language of deps.languages.all())
            if (language.docker && language.image === image) versions.set(language.id, await askVersion(language));
          pool.open(image);
        }
        problem = '';
        return;
      } catch (error) {
        if (problem !== textOf(error))
          log.warn({ err: error }, 'sandboxes cannot be made yet; trying again until they can');
        problem = textOf(error);
        await sleep(pause, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Somebody has removed the image: no job is taken until it is back. */
  function rebuild(tag: string): void {
    if (problem || closing.signal.aborted) return;
    problem = `the image ${tag} is gone and is being built again`;
    background = Promise.all([background, prepare(closing.signal)]);
  }

  async function sweepNowAndThen(signal: AbortSignal): Promise<void> {
    await sweep(docker).catch(() => {}); // Docker is away: the next sweep finds them
    try {
      for await (const _ of setInterval(SWEEP_EVERY_MS, undefined, { signal })) await sweep(docker).catch(() => {});
    } catch {
      // closed
    }
  }

  async function make(image: string): Promise<Box> {
    const tag = tags.get(image);
    if (!tag) throw new Error(problem);
    const options = containerOptions({ language: image, image: tag, engine, limits, runtime: deps.runtime });
    const box = await openBox(docker, options, log).catch((error) => {
      if ((error as { statusCode?: number }).statusCode === 404) rebuild(tag);
      throw error;
    });
    boxes.add(box);
    void box.gone.then(() => boxes.delete(box));
    const language = deps.languages.find(image);
    const prepare = language?.docker?.prepare;
    if (prepare) box.send(prepareFrame(language.file, wordsOf(prepare, language.file)));
    return box;
  }

  /** Asked of a sandbox, so that it is seen to work as well. */
  async function askVersion({ image, docker }: Language): Promise<string> {
    const box = await make(image);
    try {
      box.send(runFrame(limits.compileMs, limits, docker!.version));
      let said = '';
      for await (const { type, payload } of box.frames()) {
        if (type !== 'x') said += payload.toString();
        else if (parseResult(payload).exitCode === 0) return said.trim();
        else break;
      }
      throw new Error(`A sandbox of ${tags.get(image)} does not work: ${said || 'it ended without a word'}`);
    } finally {
      box.retire();
    }
  }

  /** Yields what the compiler says, when it is over: of a failure as stderr, of a success apart from the program's output. */
  async function* compile(
    box: Box,
    memory: CompilerMemory,
    language: Language,
    code: string,
  ): AsyncGenerator<OutputEvent, Outcome, void> {
    const argv = compileCommand(language, code, await precompiledSets(language));
    box.send(runFrame(limits.compileMs, limits, argv));
    const long = setTimeout(() => memory.give(), LONG_COMPILE_MS);
    const run = follow(box, limits.compileMs, {});
    const said: OutputEvent[] = [];
    let step = await run.next();
    for (; !step.done; step = await run.next()) said.push(step.value);
    clearTimeout(long);
    const outcome = outcomeOf(step.value, { phase: 'compile' });
    const stream = isSuccess(outcome) ? 'compiler' : 'stderr';
    for (const event of said) yield { ...event, stream };
    const hint = stream === 'stderr' && whyMissing(said.map(({ text }) => text).join(''));
    if (hint) yield { type: 'output', stream, text: `${hint}\n` };
    return outcome;
  }

  /** Yields the phase's output and returns its result. */
  async function* follow(box: Box, wallMs: number, fate: Fate): AsyncGenerator<OutputEvent, Observed, void> {
    const output = createOutput();
    const started = performance.now();
    const outer = setTimeout(() => endFor(box, fate, 'time'), wallMs + OUTER_SLACK_MS);
    const result = readPhase();
    try {
      yield* output.events();
      return { ...(await result), saidOutOfMemory: output.saidOutOfMemory() };
    } finally {
      fate.over = true;
      clearTimeout(outer);
      result.catch(() => {});
    }

    async function readPhase(): Promise<PhaseResult> {
      try {
        for await (const { type, payload } of box.frames()) {
          if (type === 'o') output.push('stdout', payload);
          if (type === 'e') output.push('stderr', payload);
          if (type === 'x') return parseResult(payload);
        }
        const why = fate.endedFor ?? ((await box.wasOutOfMemory()) ? 'memory' : undefined);
        if (why) return endedByEngine(why, performance.now() - started);
        throw new Error('the sandbox ended before its program did');
      } finally {
        output.end();
      }
    }
  }
}

function wordsOf(argv: readonly string[], main: string): string[] {
  return argv.map((word) => (word === '{main}' ? main : word));
}

interface CompilerMemory {
  give(): void;
  /** Rejects when the program holds more already. */
  takeBack(): Promise<void>;
}

/** A long compile gets more memory than a program, and the program has its own limit again. A short one needs neither. */
function compilerMemory(box: Box, limit: number): CompilerMemory {
  let given: Promise<void> | undefined;
  return {
    give() {
      if (limit < COMPILE_MEMORY_BYTES) given = box.limitMemory(COMPILE_MEMORY_BYTES).catch(() => {}); // it has to do with less
    },
    async takeBack() {
      if (!given) return;
      await given;
      await box.limitMemory(limit);
    },
  };
}

/** What the engine itself decides about a phase: that it is over, or that it has to end. */
interface Fate {
  over?: boolean;
  endedFor?: 'time' | 'memory';
}

function endFor(box: Box, fate: Fate, why: 'time' | 'memory'): void {
  fate.endedFor = why;
  void box.dispose();
}

/** Python waits for its source before it comes; a source that names another encoding is read from a real file. */
function canBePrepared(language: Language, code: string): boolean {
  const [first = '', second = ''] = code.split('\n', 2);
  const isPlain = /coding[:=]/.test(first + second) || code.includes('\0') || waitsForEvents(code);
  return language.docker?.prepare !== undefined && !isPlain;
}

/** Stdin is a file, of which a program can wait for no event: the kernel refuses it. One that seems to wait reads a pipe. */
function waitsForEvents(code: string): boolean {
  return /\b(?:connect_read_pipe|add_reader|DefaultSelector|EpollSelector|epoll(?:_\w+)?)\b/.test(code);
}

/** Containers that never started, or have ended, and that nobody will remove: their engine died in between. */
async function sweep(docker: Docker): Promise<void> {
  const filters = { label: [SANDBOX_LABEL], status: [...LEFTOVER_STATES] };
  const old = (await docker.listContainers({ all: true, filters })).filter(
    ({ Created }) => Created * 1000 < Date.now() - LEFTOVER_AFTER_MS,
  );
  for (const { Id } of old)
    await docker
      .getContainer(Id)
      .remove({ force: true })
      .catch(() => {}); // another engine was first
}

function dockerOptions(host: string | undefined): Docker.DockerOptions | undefined {
  if (!host) return undefined;
  if (/^(unix|npipe):/.test(host)) return { socketPath: host.replace(/^(unix|npipe):\/\//, '') };
  const { protocol, hostname, port } = new URL(host);
  return { protocol: protocol === 'https:' ? 'https' : 'http', host: hostname, port: Number(port || 2375) };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
