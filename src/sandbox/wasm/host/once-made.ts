import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { WasmToolchain } from '../../../languages.ts';
import { precompiledFor } from '../../precompiled.ts';
import type { CompiledLanguage } from '../messages.ts';
import type { ToolRun } from '../thread/compile.ts';
import { allowPrecompiled, partOf, precompiledOf, type PrecompiledHeader } from './commands.ts';
import { createKeep } from './keep.ts';
import type { Compilers } from './compilers.ts';

/** What a compiler makes once, for all the programs that come. */
export interface OnceMade {
  /** Objects that are linked into programs, by name. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
  makeParts(): Promise<void>;
  /** Precompiles a set of headers, and uses it from then on. */
  makeSet(language: CompiledLanguage, set: string): Promise<void>;
  /** The precompiled header to compile this source with; undefined when none fits. */
  headerFor(language: CompiledLanguage, source: string, compilerArgs: readonly string[]): PrecompiledHeader | undefined;
}

export function createOnceMade(deps: {
  toolchain: WasmToolchain;
  compilers: Compilers;
  /** Of the compiler: what another one has made does not fit this one. */
  digest: () => Promise<Uint8Array>;
  /** Where it is kept. */
  cache: string;
  say(text: string): void;
}): OnceMade {
  const { toolchain, compilers } = deps;
  const keep = createKeep(deps.cache, deps.say);
  const parts = new Map<string, Uint8Array>();
  const ready = new Map<CompiledLanguage, Map<string, { headers: readonly string[]; header: PrecompiledHeader }>>();

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
      const precompiled = await made(`${set}.pch`, text, precompiledOf(language.compile, text));
      const sets = ready.get(language) ?? new Map();
      ready.set(language, sets.set(set, { headers, header: { text, precompiled } }));
    },

    headerFor(language, source, compilerArgs) {
      const sets = ready.get(language);
      if (!sets || !allowPrecompiled(language.compile, compilerArgs)) return undefined;
      const set = precompiledFor(source, new Map([...sets].map(([name, { headers }]) => [name, headers])));
      return set === undefined ? undefined : sets.get(set)?.header;
    },
  };

  async function made(name: string, text: Uint8Array, run: ToolRun): Promise<Uint8Array> {
    const own = await Promise.all(Object.values(toolchain.headers).map((file) => readFile(file)));
    return keep.get(name, [await deps.digest(), ...run.argv, text, ...own], async () => {
      const { made: bytes, said } = await compilers.use((worker) => worker.run(run));
      if (!bytes) throw new Error(`${name} could not be made: ${said}`);
      return bytes;
    });
  }
}
