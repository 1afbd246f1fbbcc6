import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { WasmToolchain } from '../../../language-file.ts';
import { parseSets, precompiledFor } from '../../precompiled.ts';
import type { CompiledLanguage } from '../messages.ts';
import { partOf, precompiledOf, standardBeside, type PrecompiledHeader, type ToolRun } from './commands.ts';
import { createKeep } from './keep.ts';
import { shared } from './resources.ts';
import type { Tools } from './tools.ts';
import { createTurns } from './turns.ts';

/** What a compiler makes once, for all programs. */
export interface OnceMade {
  /** Objects that are linked into programs, by name. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
  makeParts(): Promise<void>;
  /**
   * Uses a set of headers from now on, if it is kept from an earlier start, precompiled for the language's usual
   * standard. Resolves with whether it is.
   */
  useSet(language: CompiledLanguage, set: string): Promise<boolean>;
  /** Precompiles a set of headers for the language's usual standard, and uses it from then on. */
  makeSet(language: CompiledLanguage, set: string): Promise<void>;
  /**
   * The precompiled header to compile this source with; undefined when none fits. Where one for another standard would
   * fit, the first call begins to precompile it in the background, for later compiles.
   */
  headerFor(language: CompiledLanguage, source: string, compilerArgs: readonly string[]): PrecompiledHeader | undefined;
}

/**
 * How many headers are precompiled for other standards than the usual. Each takes some 25 MB of memory and of the disk.
 */
const OTHERS_MAX = 6;

export function createOnceMade(deps: {
  toolchain: WasmToolchain;
  tools: Tools;
  /** The digest of the compiler: what another compiler has made does not fit this one. */
  digest: () => Promise<Uint8Array>;
  /** The folder in which all of it is kept. */
  cache: string;
  say(text: string): void;
}): OnceMade {
  const { toolchain, tools } = deps;
  const keep = createKeep(deps.cache, deps.say, toolchain.made ? [toolchain.made] : []);
  const parts = new Map<string, Uint8Array>();
  const ready = new Map<CompiledLanguage, Map<string, PrecompiledSet>>();
  /** Headers and objects are made one after another, beside the compiles of programs. */
  const turns = createTurns(1);
  /** Headers for other standards, by name; null while one is being made, and when that has failed. */
  const others = new Map<string, PrecompiledHeader | null>();

  return {
    parts,

    async makeParts() {
      for (const [name, { source, compile }] of Object.entries(toolchain.parts)) {
        const text = await readFile(source);
        parts.set(name, await made(name, text, partOf(name, compile, basename(source), text)));
      }
    },

    async useSet(language, set) {
      const { headers, name, text, run } = await readSet(language, set);
      const kept = await keep.find(name, await madeOf(text, run));
      if (kept) use(language, { name: set, headers, header: { name, text, precompiled: shared(kept) } });
      return kept !== undefined;
    },

    async makeSet(language, set) {
      const { headers, name, text, run } = await readSet(language, set);
      const precompiled = await made(name, text, run);
      use(language, { name: set, headers, header: { name, text, precompiled } });
    },

    headerFor(language, source, compilerArgs) {
      const standard = standardBeside(language.compile, compilerArgs);
      const set = standard === null ? undefined : setFor(language, source);
      if (!set || standard === null || standard === usual(language)) return set?.header;
      return headerForOther(language, standard, `${set.name}${standard}.pch`, set.header.text);
    },
  };

  /** The set that fits the source, among those that are ready. */
  function setFor(language: CompiledLanguage, source: string): PrecompiledSet | undefined {
    const sets = ready.get(language) ?? new Map<string, PrecompiledSet>();
    const name = precompiledFor(source, new Map([...sets].map(([set, { headers }]) => [set, headers])));
    return name === undefined ? undefined : sets.get(name);
  }

  async function readSet(language: CompiledLanguage, set: string) {
    const headers = parseSets(await readFile(language.precompiled!.list, 'utf8')).get(set) ?? [];
    const text = Buffer.from(headers.map((file) => `#include <${file}>\n`).join(''));
    const run = precompiledOf(language.compile, usual(language), text);
    return { headers, name: `${set}.pch`, text, run };
  }

  function use(language: CompiledLanguage, set: PrecompiledSet): void {
    const sets = ready.get(language) ?? new Map<string, PrecompiledSet>();
    ready.set(language, sets.set(set.name, set));
  }

  function headerForOther(
    language: CompiledLanguage,
    standard: string,
    name: string,
    text: Uint8Array,
  ): PrecompiledHeader | undefined {
    const known = others.get(name);
    if (known !== undefined || others.size >= OTHERS_MAX) return known ?? undefined;
    others.set(name, null);
    made(name, text, precompiledOf(language.compile, standard, text)).then(
      (precompiled) => others.set(name, { name, text, precompiled }),
      (error: Error) => deps.say(error.message), // and is not tried again
    );
    return undefined;
  }

  /** Everything that the made file depends on. */
  async function madeOf(text: Uint8Array, [{ argv }]: ToolRun): Promise<(string | Uint8Array)[]> {
    const own = await Promise.all(Object.values(toolchain.headers).map((file) => readFile(file)));
    return [await deps.digest(), ...argv, text, ...own, JSON.stringify(toolchain.edits)];
  }

  async function made(name: string, text: Uint8Array, run: ToolRun): Promise<Uint8Array> {
    const bytes = await keep.get(name, await madeOf(text, run), async () => {
      const result = await turns.use(() => tools.run(...run));
      if (!result.made) throw new Error(`${name} could not be made: ${result.said}`);
      return result.made;
    });
    return shared(bytes);
  }
}

interface PrecompiledSet {
  readonly name: string;
  readonly headers: readonly string[];
  readonly header: PrecompiledHeader;
}

function usual({ compile }: CompiledLanguage): string {
  return standardBeside(compile, [])!;
}
