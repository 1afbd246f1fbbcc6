import type { WasmToolchain } from '../../../language-file.ts';
import type { CompiledLanguage } from '../messages.ts';
import type { Toolchain } from '../thread/compile.ts';
import { compileKey, type CompileCache, type Made as KeptCompile } from '../../compile-cache.ts';
import { createBuild, failed, type Built, type Sources } from './build.ts';
import { createAccounts, createMeter } from './meter.ts';
import { createOnceMade } from './once-made.ts';
import { untilOver } from './over.ts';
import { createTools } from './tools.ts';
import { createTurns } from './turns.ts';
import type { Waiting } from './waiting.ts';
import { createWarmUp } from './warm-up.ts';

export interface Compiled extends Built {
  readonly wallMs: number;
  readonly stalledMs: number | null;
  /** An earlier compile of the same program has made the module. */
  readonly reused?: true;
}

/** Compiles programs of some languages to WebAssembly. */
export interface Compiler {
  /**
   * Begins the warm-up, unless it has begun: loads the compiler, and makes what is made once. Resolves when every
   * program compiles. After a failure it is tried again, with pauses.
   */
  warm(): Promise<unknown>;
  /**
   * Waits for the warm-up and for its turn; the time limit counts from there. Rejects where the last warm-up has
   * failed, and when aborted.
   */
  compile(language: CompiledLanguage, program: Sources, timeMs: number, signal: AbortSignal): Promise<Compiled>;
  /** A program has just ended, so there is time to prepare for the next one. */
  rest(): void;
}

/**
 * How many compilers, each with other arguments, wait for a program. Each holds some 50 MB, with a precompiled header.
 */
const COMPILERS_READY = 2;
const LINKERS_READY = 1;
/**
 * How many times its limit the first compile of a language may take: V8 compiles the compiler meanwhile.
 */
const COLD_FACTOR = 4;

export function createCompiler(deps: {
  toolchain: WasmToolchain;
  /** The languages that it compiles. */
  languages: readonly CompiledLanguage[];
  /** Loads the compiler's module and its resources. */
  load: () => Promise<CompilerModule>;
  /** The folder for what is made once. */
  cache: string;
  /** Modules of earlier compiles, for programs that are submitted again. */
  made: CompileCache;
  /** How many compiles may run at once: one for each lane, so that no lane waits for the compile of another. */
  most: number;
  /** Counts the callers who wait for a compile. */
  waiting: Waiting;
  /** Logs how the warm-up goes. */
  say(text: string): void;
  /** Called with the reason when the compiler cannot be used, and with null when it can be used again. */
  problem(text: string | null): void;
  /** Called with the name and the version of the compiler. */
  version(text: string): void;
}): Compiler {
  let loading: Promise<CompilerModule> | undefined;
  const loaded = () => (loading ??= deps.load());
  const turns = createTurns(deps.most);
  const compilers = createTools(loaded, COMPILERS_READY);
  const linkers = createTools(loaded, LINKERS_READY);
  const others = createTools(loaded, 0);
  const onceMade = createOnceMade({ ...deps, tools: others, digest: async () => (await loaded()).digest });
  const build = createBuild({ compilers, linkers, others, onceMade });
  const cold = new Set(deps.languages);
  const warmed = createWarmUp({
    ...deps,
    onceMade,
    tools: others,
    build: (language, program) => build(language, program, {}),
    hasCompiled: (language) => !cold.has(language),
    unload: () => void (loading = undefined),
  });

  return {
    warm: warmed,
    async compile(language, program, timeMs, signal) {
      const key = deps.made.mostBytes > 0 ? compileKey(language, language.compile, program) : undefined;
      const earlier = key === undefined ? undefined : deps.made.find(key);
      if (earlier) return reusedOf(earlier);
      const turn = warmed().then(() =>
        turns.use(() => compileWithin(language, program, patient(language, timeMs), signal)),
      );
      const compiled = await deps.waiting.during(Promise.race([turn, abortOf(signal)]));
      const { module, said } = compiled;
      if (module) cold.delete(language);
      if (key !== undefined && module) deps.made.keep(key, { bytes: module, messages: [said] });
      return compiled;
    },
    rest() {
      for (const tools of [compilers, linkers]) tools.rest();
    },
  };

  function patient(language: CompiledLanguage, timeMs: number): number {
    return cold.has(language) ? COLD_FACTOR * timeMs : timeMs;
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
    const made = await building.catch((error): Built => {
      if (over !== 'time' && over !== 'starved') throw error;
      return failed(over, { exitCode: 1, said: '', memoryBytes: 0 });
    });
    return { ...made, wallMs, stalledMs };
  }
}

export interface CompilerModule extends Toolchain {
  /** The digest of the module and its resources. What a compiler with another digest has made does not fit this one. */
  readonly digest: Uint8Array;
}

/** Rejects when the signal is aborted. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

function reusedOf({ bytes, messages }: KeptCompile): Compiled {
  const nothing = { limit: null, wallMs: 0, stalledMs: 0, memoryBytes: 0 };
  return { module: bytes, exitCode: 0, said: messages.join(''), ...nothing, reused: true };
}
