import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '../../src/languages.ts';
import { createWasmSandbox } from '../../src/sandbox/wasm/driver.ts';
import { languages } from '../../tools/programs.ts';
import { runIn } from '../../tools/run-in.ts';
import { limits } from '../../tools/wasm-sandbox.ts';

describe('the objects that come with the engine', () => {
  let cache: string;
  beforeAll(async () => void (cache = await mkdtemp(join(tmpdir(), 'codeengine-made-'))));
  afterAll(() => rm(cache, { recursive: true }));

  it('are byte for byte those that this compiler makes of their sources', async () => {
    const { made } = languages.find('cpp')!.wasm!.compiler!.toolchain!;
    const compiled = languages.all().filter(({ wasm }) => wasm?.compiler);
    const sandbox = createWasmSandbox({
      languages: { ...languages, all: () => compiled.map(withNothingMade) },
      log: pino({ level: 'error' }),
      limits,
      warm: { interpreter: 0, program: 0 },
      lanes: 1,
      cache,
      compileCacheBytes: 0,
      giveUp: () => {},
    });
    await runIn(sandbox, 'c', 'int main(void) { return 0; }');
    await sandbox.close();
    const names = (await readdir(made!)).sort();
    expect((await readdir(cache)).filter((name) => name.endsWith('.o')).sort()).toEqual(names);
    for (const name of names) expect(await readFile(join(cache, name))).toEqual(await readFile(join(made!, name)));
  });
});

/** The language without these objects, and without precompiled headers, which take too long to make. */
function withNothingMade(language: Language): Language {
  const wasm = language.wasm!;
  const { toolchain, precompiled: _, ...compiler } = wasm.compiler!;
  if (!toolchain) return { ...language, wasm: { ...wasm, compiler } };
  const { made: __, ...others } = toolchain;
  return { ...language, wasm: { ...wasm, compiler: { ...compiler, toolchain: others } } };
}
