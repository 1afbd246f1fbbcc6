import type { WasmToolchain } from '../../../language-file.ts';
import type { CompiledLanguage, HostFile, HostProgram } from '../messages.ts';
import type { Toolchain, ToolResult } from '../thread/compile.ts';
import { compileKey, type CompileCache, type Made as KeptCompile } from '../../compile-cache.ts';
import { areUsual, hasMain, objectOf, programOf, quickProgramOf, sourcesOf, VERSION } from './commands.ts';
import { createAccounts, createMeter } from './meter.ts';
import { whyMissing } from './missing.ts';
import { createOnceMade } from './once-made.ts';
import { untilOver } from './over.ts';
import { createTools, type Tools } from './tools.ts';
import { createTurns } from './turns.ts';

export interface Compiled {
  /** Null when the program does not compile, or when a limit ended that. */
  readonly module: Uint8Array | null;
  readonly exitCode: number;
  /** What the compiler said of it. */
  readonly said: string;
  readonly limit: 'time' | 'starved' | 'memory' | null;
  readonly wallMs: number;
  readonly stalledMs: number | null;
  readonly memoryBytes: number;
  /** An earlier compile of the same program has made it. */
  readonly reused?: true;
}

/** Compiles programs of some languages to WebAssembly. */
export interface Compiler {
  /** Loads the compiler and makes what is made once, if that has not begun. Tries again, with pauses, while it fails. */
  warm(): void;
  /** Waits for that, and for its turn; the time limit counts from there. Rejects while the last try has failed. */
  compile(language: CompiledLanguage, program: Sources, timeMs: number, signal: AbortSignal): Promise<Compiled>;
  /** A program has just ended, so there is time to prepare for the next. */
  rest(): void;
}

type Sources = Pick<HostProgram, 'files' | 'compilerArgs'>;
type Made = Omit<Compiled, 'wallMs' | 'stalledMs'>;

type How = NonNullable<Parameters<Tools['run']>[2]>;

/** Compilers of so many kinds wait for a program: each holds some 50 MB, with a precompiled header. */
const COMPILERS_READY = 2;
const LINKERS_READY = 1;
const RETRY_FIRST_MS = 1000;
const RETRY_LAST_MS = 30_000;

export function createCompiler(deps: {
  toolchain: WasmToolchain;
  /** Those that it compiles. */
  languages: readonly CompiledLanguage[];
  /** Loads the compiler's module. */
  load: () => Promise<CompilerModule>;
  /** Where what is made once is kept. */
  cache: string;
  /** What compiles have made, for programs that come again. */
  made: CompileCache;
  /** So many compiles go on at once, at the most: one a lane, so that none waits, with its lane, for another lane's. */
  most: number;
  /** Told how the warm-up goes. */
  say(text: string): void;
  /** Told why there is no compiler, and with null that there is one again. */
  problem(text: string | null): void;
  /** Told which compiler it is. */
  version(text: string): void;
  /** Told when all that is made once is there: making and loading it has left much that can be freed. */
  settled(): void;
}): Compiler {
  const { languages } = deps;
  const names = languages.map(({ name }) => name).join(' and ');
  let loading: Promise<CompilerModule> | undefined;
  let warming: Promise<void> | undefined;
  const loaded = () => (loading ??= deps.load());
  const turns = createTurns(deps.most);
  const [compilers, linkers, others] = [COMPILERS_READY, LINKERS_READY, 0].map((most) => createTools(loaded, most)) as [
    Tools,
    Tools,
    Tools,
  ];
  const onceMade = createOnceMade({ ...deps, tools: others, digest: async () => (await loaded()).digest });

  return {
    warm: () => void warmed(),
    async compile(language, program, timeMs, signal) {
      const key = deps.made.mostBytes > 0 ? compileKey(language, language.compile, program) : undefined;
      const earlier = key === undefined ? undefined : deps.made.find(key);
      if (earlier) return reusedOf(earlier);
      const turn = warmed()
        .then(() => onceMade.settled(language, textOf(program.files[0]!), program.compilerArgs))
        .then(() => turns.use(() => compileWithin(language, program, timeMs, signal)));
      const compiled = await Promise.race([turn, abortOf(signal)]);
      const { module, said } = compiled;
      if (key !== undefined && module) deps.made.keep(key, { bytes: module, said: [said] });
      return compiled;
    },
    rest() {
      for (const tools of [compilers, linkers]) tools.rest();
    },
  };

  function warmed(): Promise<void> {
    return (warming ??= tryToWarm(RETRY_FIRST_MS));
  }

  function tryToWarm(pauseMs: number): Promise<void> {
    const trying = warmUp();
    trying.then(
      () => deps.problem(null),
      (error: Error) => {
        deps.problem(`${names} cannot be compiled yet: ${error.message}`);
        loading = undefined;
        setTimeout(() => (warming = tryToWarm(Math.min(2 * pauseMs, RETRY_LAST_MS))), pauseMs);
      },
    );
    return trying;
  }

  /** After it everything compiles, if without precompiled headers. However long it takes: nobody's limit is meant. */
  async function warmUp(): Promise<void> {
    const started = performance.now();
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
    await onceMade.makeParts();
    const lacking = await useSets();
    makeSets(lacking)
      .then(
        () => lacking.length > 0 && deps.say(`${names} compile at full speed after ${seconds()}`),
        (error: Error) => deps.say(`${names} take longer to compile than they could: ${error.message}`),
      )
      .finally(deps.settled);
    await compileFirst(languages.find(({ precompiled }) => !precompiled) ?? languages[0]!);
    deps.version(await version());
    deps.say(`${names} are ready after ${seconds()}${lacking.length > 0 ? PREPARING : ''}`);
  }

  /** Takes the sets that are there; the others. */
  async function useSets(): Promise<(readonly [CompiledLanguage, string])[]> {
    const lacking: (readonly [CompiledLanguage, string])[] = [];
    for (const language of languages) {
      for (const set of language.precompiled?.sets ?? []) {
        if (!(await onceMade.useSet(language, set))) lacking.push([language, set]);
      }
    }
    return lacking;
  }

  /** And compiles what comes first in each language once: whoever comes next does so faster. */
  async function makeSets(lacking: readonly (readonly [CompiledLanguage, string])[]): Promise<void> {
    const first = new Set(languages.filter(({ precompiled }) => precompiled));
    for (const [language, set] of lacking) {
      await onceMade.makeSet(language, set);
      if (first.delete(language)) await compileFirst(language);
    }
    for (const language of first) await compileFirst(language);
  }

  async function compileFirst(language: CompiledLanguage): Promise<void> {
    const files = [{ name: language.first.name, bytes: Buffer.from(language.first.text) }];
    const { module, said } = await turns.use(() => build(language, { files, compilerArgs: [] }, {}));
    if (!module) throw new Error(`the first program does not compile: ${said}`);
  }

  async function version(): Promise<string> {
    const { said } = await others.run(...VERSION);
    return `${languages[0]!.implementation} ${/version (\d+\.\d+\.\d+)/.exec(said)?.[1] ?? ''}`.trim();
  }

  async function compileWithin(
    language: CompiledLanguage,
    program: Sources,
    timeMs: number,
    signal: AbortSignal,
  ): Promise<Compiled> {
    signal.throwIfAborted();
    const accounts = createAccounts();
    const taken = createMeter(accounts.read);
    const stop = new AbortController();
    const building = build(language, program, { signal: AbortSignal.any([signal, stop.signal]), accounts });
    const over = await untilOver(building, { timeMs, cpuMs: Infinity, taken }, signal);
    const { wallMs, stalledMs } = taken();
    if (over) stop.abort();
    const made = await building.catch((error): Made => {
      if (over !== 'time' && over !== 'starved') throw error;
      return failed(over, { exitCode: 1, said: '', memoryBytes: 0 });
    });
    return { ...made, wallMs, stalledMs };
  }

  async function build(language: CompiledLanguage, program: Sources, how: How): Promise<Made> {
    const tools = areUsual(program.compilerArgs) ? compilers : others;
    const objects: Uint8Array[] = [];
    const said: string[] = [];
    let memoryBytes = 0;
    for (const [n, source] of sourcesOf(language, program.files).entries()) {
      const header = onceMade.headerFor(language, textOf(source), program.compilerArgs);
      const object = await tools.run(...objectOf(language.compile, program, [n, source], header), how);
      memoryBytes = Math.max(memoryBytes, object.memoryBytes);
      said.push(object.said);
      if (!object.made) {
        const { crash, exitCode } = object;
        const all = exitCode === 0 ? `${said.join('')}${NOTHING_MADE}` : withReason(said.join(''));
        return failed(crash === 'memory' ? crash : null, { exitCode: exitCode || 1, said: all, memoryBytes });
      }
      objects.push(object.made);
    }
    if (!objects.some(hasMain)) {
      return failed(null, { exitCode: 1, said: `${said.join('')}${NO_MAIN}`, memoryBytes });
    }
    const linked = await link(language, objects, how);
    if (!linked.made) return failed(null, { ...linked, said: withReason(linked.said), memoryBytes });
    return { module: linked.made, exitCode: 0, said: said.join(''), limit: null, memoryBytes };
  }

  async function link({ link: argv }: CompiledLanguage, objects: readonly Uint8Array[], how: How): Promise<ToolResult> {
    const { parts } = onceMade;
    const [object, ...more] = objects;
    if (object && more.length === 0) {
      const quick = await linkers.run(...quickProgramOf(argv, object, parts), how);
      if (quick.made) return quick;
    }
    return others.run(...programOf(argv, objects, parts), how);
  }
}

export interface CompilerModule extends Toolchain {
  /** Of the module and what comes with it: what another compiler has made does not fit this one. */
  readonly digest: Uint8Array;
}

const PREPARING = '; their headers are prepared meanwhile, once, and until then programs take longer to compile';

function textOf({ bytes }: HostFile): string {
  return Buffer.from(bytes).toString('utf8');
}

/** Rejects when it is aborted. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

function reusedOf({ bytes, said }: KeptCompile): Compiled {
  const nothing = { limit: null, wallMs: 0, stalledMs: 0, memoryBytes: 0 };
  return { module: bytes, exitCode: 0, said: said.join(''), ...nothing, reused: true };
}

const NOTHING_MADE = 'error: with these arguments the compiler makes no program\n';
const NO_MAIN = "error: undefined reference to 'main': the program has no function of this name to start with\n";

function failed(limit: Made['limit'], { exitCode, said, memoryBytes }: Omit<Made, 'module' | 'limit'>): Made {
  return { module: null, exitCode, said, limit, memoryBytes };
}

function withReason(said: string): string {
  return said + whyMissing(said);
}
