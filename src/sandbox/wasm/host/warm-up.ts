import type { CompiledLanguage } from '../messages.ts';
import type { Built, Sources } from './build.ts';
import { VERSION } from './commands.ts';
import type { OnceMade } from './once-made.ts';
import type { Tools } from './tools.ts';
import { GIVE_WAY_MS, type Waiting } from './waiting.ts';

const RETRY_FIRST_MS = 1000;
const RETRY_LAST_MS = 30_000;

type Lacking = readonly (readonly [CompiledLanguage, string])[];

/**
 * Makes what a compiler makes once. The returned function begins this at its first call, and resolves when every program
 * compiles, if slowly at first: a first program of each language is compiled, and headers are precompiled, when nobody
 * waits. No caller's limit counts this time. A warm-up that fails is tried again after a pause; meanwhile the function
 * gives back the promise that was rejected.
 */
export function createWarmUp(deps: {
  languages: readonly CompiledLanguage[];
  onceMade: OnceMade;
  /** Compiles for the warm-up, without a limit of time. */
  build(language: CompiledLanguage, program: Sources): Promise<Built>;
  /** Whether a caller's program of the language has been compiled. */
  hasCompiled(language: CompiledLanguage): boolean;
  /** Callers who wait for a compile. */
  waiting: Waiting;
  /** A tool that is used only once. */
  tools: Tools;
  /** A try has failed: the next one loads the compiler's module anew. */
  unload(): void;
  say(text: string): void;
  problem(text: string | null): void;
  version(text: string): void;
}): () => Promise<unknown> {
  const { languages, onceMade, waiting } = deps;
  const names = languages.map(({ name }) => name).join(' and ');
  let warming: Promise<unknown> | undefined;
  return () => (warming ??= tryToWarm(RETRY_FIRST_MS));

  function tryToWarm(pauseMs: number): Promise<unknown> {
    const preparing = prepare();
    preparing.then(goOn).catch((error: Error) => {
      deps.problem(`${names} cannot be compiled yet: ${error.message}`);
      deps.unload();
      setTimeout(() => (warming = tryToWarm(Math.min(2 * pauseMs, RETRY_LAST_MS))), pauseMs);
    });
    return preparing;
  }

  /** After it everything compiles. Gives back the sets of headers that are not precompiled yet. */
  async function prepare(): Promise<Lacking> {
    await onceMade.makeParts();
    const lacking = await useSets();
    deps.problem(null);
    deps.say(`${names} are ready after ${seconds()}${lacking.length > 0 ? SLOW_AT_FIRST : ''}`);
    return lacking;
  }

  async function goOn(lacking: Lacking): Promise<void> {
    const lackingNone = languages.filter((language) => !lacking.some(([other]) => other === language));
    for (const language of lackingNone.reverse()) {
      await waiting.over(GIVE_WAY_MS);
      if (!deps.hasCompiled(language)) await compileFirst(language);
    }
    deps.version(await version());
    makeSets(lacking).catch((error: Error) =>
      deps.say(`${names} take longer to compile than they could: ${error.message}`),
    );
  }

  /** Uses the sets that were precompiled earlier, and gives back those that were not. */
  async function useSets(): Promise<Lacking> {
    const lacking: (readonly [CompiledLanguage, string])[] = [];
    for (const language of languages) {
      for (const set of language.precompiled?.sets ?? []) {
        if (!(await onceMade.useSet(language, set))) lacking.push([language, set]);
      }
    }
    return lacking;
  }

  /** Also compiles the first program of each language, with its first set: the next compile is faster then. */
  async function makeSets(lacking: Lacking): Promise<void> {
    const first = new Set(lacking.map(([language]) => language));
    for (const [n, [language, set]] of lacking.entries()) {
      await waiting.over(GIVE_WAY_MS);
      await onceMade.makeSet(language, set);
      deps.say(`${language.name}: ${n + 1} of ${lacking.length} sets of headers are precompiled after ${seconds()}`);
      if (first.delete(language)) await compileFirst(language);
    }
    if (lacking.length > 0) deps.say(`${names} compile at full speed after ${seconds()}`);
  }

  async function compileFirst(language: CompiledLanguage): Promise<void> {
    const files = [{ name: language.first.name, bytes: Buffer.from(language.first.text) }];
    const { module, said } = await deps.build(language, { files, compilerArgs: [] });
    if (!module) throw new Error(`the first program does not compile: ${said}`);
  }

  async function version(): Promise<string> {
    const { said } = await deps.tools.run(...VERSION);
    return `${languages[0]!.implementation} ${/version (\d+\.\d+\.\d+)/.exec(said)?.[1] ?? ''}`.trim();
  }
}

const SLOW_AT_FIRST =
  '; this first start also precompiles headers, in the background, and until then programs take some seconds to compile';

/** Since the process began. */
function seconds(): string {
  return `${(performance.now() / 1000).toFixed(1)} s`;
}
