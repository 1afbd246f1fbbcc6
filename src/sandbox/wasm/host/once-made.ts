import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { WasmToolchain } from '../../../language-file.ts';
import { precompiledFor } from '../../precompiled.ts';
import type { CompiledLanguage } from '../messages.ts';
import { partOf, precompiledOf, standardBeside, type PrecompiledHeader, type ToolRun } from './commands.ts';
import { createKeep } from './keep.ts';
import { shared } from './resources.ts';
import type { Tools } from './tools.ts';
import type { Turns } from './turns.ts';

/** What a compiler makes once, for all the programs that come. */
export interface OnceMade {
  /** Objects that are linked into programs, by name. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
  makeParts(): Promise<void>;
  /** Precompiles a set of headers for the language's usual standard, and uses it from then on. */
  makeSet(language: CompiledLanguage, set: string): Promise<void>;
  /**
   * The precompiled header to compile this source with; undefined when none fits. The first time that one for another
   * standard would fit, it is begun in the background, for later.
   */
  headerFor(language: CompiledLanguage, source: string, compilerArgs: readonly string[]): PrecompiledHeader | undefined;
}

/** Headers for other standards than the usual: each takes some 25 MB of memory and of the disk. */
const OTHERS_MAX = 6;

export function createOnceMade(deps: {
  toolchain: WasmToolchain;
  tools: Tools;
  turns: Turns;
  /** Of the compiler: what another one has made does not fit this one. */
  digest: () => Promise<Uint8Array>;
  /** Where it is kept. */
  cache: string;
  say(text: string): void;
}): OnceMade {
  const { toolchain, tools, turns } = deps;
  const keep = createKeep(deps.cache, deps.say);
  const parts = new Map<string, Uint8Array>();
  const ready = new Map<CompiledLanguage, Map<string, PrecompiledSet>>();
  /** Null while they are in the making. */
  const others = new Map<string, PrecompiledHeader | null>();

  return {
    parts,

    async makeParts() {
      for (const [name, { source, compile }] of Object.entries(toolchain.parts)) {
        const text = await readFile(source);
        parts.set(name, await made(name, text, partOf(name, compile, basename(source), text)));
      }
    },

    async makeSet(language, set) {
      const lines = (await readFile(language.precompiled!.list, 'utf8')).trim().split('\n');
      const [, ...headers] = lines.map((line) => line.split(' ')).find(([first]) => first === set) ?? [];
      const text = Buffer.from(headers.map((file) => `#include <${file}>\n`).join(''));
      const name = `${set}.pch`;
      const precompiled = await made(name, text, precompiledOf(language.compile, usual(language), text));
      const sets = ready.get(language) ?? new Map<string, PrecompiledSet>();
      ready.set(language, sets.set(set, { headers, header: { name, text, precompiled } }));
    },

    headerFor(language, source, compilerArgs) {
      const sets = ready.get(language);
      const standard = standardBeside(language.compile, compilerArgs);
      if (!sets || standard === null) return undefined;
      const name = precompiledFor(source, new Map([...sets].map(([set, { headers }]) => [set, headers])));
      const set = name === undefined ? undefined : sets.get(name);
      if (!set || standard === usual(language)) return set?.header;
      return headerForOther(language, standard, `${name}${standard}.pch`, set.header.text);
    },
  };

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

  async function made(name: string, text: Uint8Array, run: ToolRun): Promise<Uint8Array> {
    const own = await Promise.all(Object.values(toolchain.headers).map((file) => readFile(file)));
    const of = [await deps.digest(), ...run[0].argv, text, ...own, JSON.stringify(toolchain.edits)];
    const bytes = await keep.get(name, of, async () => {
      const result = await turns.use(() => tools.run(...run));
      if (!result.made) throw new Error(`${name} could not be made: ${result.said}`);
      return result.made;
    });
    return shared(bytes);
  }
}

interface PrecompiledSet {
  readonly headers: readonly string[];
  readonly header: PrecompiledHeader;
}

function usual({ compile }: CompiledLanguage): string {
  return standardBeside(compile, [])!;
}
