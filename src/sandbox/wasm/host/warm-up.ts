import type { CompiledLanguage } from '../messages.ts';
import type { Built, Sources } from './build.ts';
import { VERSION } from './commands.ts';
import type { OnceMade } from './once-made.ts';
import type { Tools } from './tools.ts';

const RETRY_FIRST_MS = 1000;
const RETRY_LAST_MS = 30_000;

/**
 * Makes what a compiler makes once, and compiles a first program of each language. The returned function begins this at
 * its first call, and resolves when every program compiles, if without precompiled headers. No caller's limit counts
 * this time. A warm-up that fails is tried again after a pause; meanwhile the function gives back the promise that was
 * rejected.
 */
export function createWarmUp(deps: {
  languages: readonly CompiledLanguage[];
  onceMade: OnceMade;
  build(language: CompiledLanguage, program: Sources): Promise<Built>;
  /** A tool that is used only once. */
  tools: Tools;
  /** A try has failed: the next one loads the compiler's module anew. */
  unload(): void;
  say(text: string): void;
  problem(text: string | null): void;
  version(text: string): void;
  settled(): void;
}): () => Promise<void> {
  const { languages, onceMade } = deps;
  const names = languages.map(({ name }) => name).join(' and ');
  let warming: Promise<void> | undefined;
  return () => (warming ??= tryToWarm(RETRY_FIRST_MS));

  function tryToWarm(pauseMs: number): Promise<void> {
    const trying = warmUp();
    trying.then(
      () => deps.problem(null),
      (error: Error) => {
        deps.problem(`${names} cannot be compiled yet: ${error.message}`);
        deps.unload();
        setTimeout(() => (warming = tryToWarm(Math.min(2 * pauseMs, RETRY_LAST_MS))), pauseMs);
      },
    );
    return trying;
  }

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

  /** Uses the sets that were precompiled earlier, and gives back those that were not. */
  async function useSets(): Promise<(readonly [CompiledLanguage, string])[]> {
    const lacking: (readonly [CompiledLanguage, string])[] = [];
    for (const language of languages) {
      for (const set of language.precompiled?.sets ?? []) {
        if (!(await onceMade.useSet(language, set))) lacking.push([language, set]);
      }
    }
    return lacking;
  }

  /** Also compiles the first program of each language, with its first set: the next compile is faster then. */
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
    const { module, said } = await deps.build(language, { files, compilerArgs: [] });
    if (!module) throw new Error(`the first program does not compile: ${said}`);
  }

  async function version(): Promise<string> {
    const { said } = await deps.tools.run(...VERSION);
    return `${languages[0]!.implementation} ${/version (\d+\.\d+\.\d+)/.exec(said)?.[1] ?? ''}`.trim();
  }
}

const PREPARING = '; their headers are prepared meanwhile, once, and until then programs take longer to compile';
