import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language, Languages } from '../../src/languages.ts';
import { createWasmSandbox } from '../../src/sandbox/wasm/driver.ts';
import { languages } from '../../tools/programs.ts';
import { runIn } from '../../tools/run-in.ts';
import { limits } from '../../tools/wasm-sandbox.ts';

describe('the objects that come with the engine', () => {
  let cache: string;
  beforeAll(async () => void (cache = await mkdtemp(join(tmpdir(), 'codeengine-made-'))));
  afterAll(() => rm(cache, { recursive: true }));

  const start = (given: Languages) => {
    const more = {
      limits,
      warm: { interpreter: 0, program: 0 },
      lanes: 1,
      cache,
      compileCacheBytes: 0,
      giveUp: () => {},
    };
    return createWasmSandbox({ languages: given, log: pino({ level: 'error' }), ...more });
  };

  it('are byte for byte those that this compiler makes of their sources', async () => {
    const { made } = languages.find('cpp')!.wasm!.compiler!.toolchain!;
    for (const [given, names] of [
      [compiledOnes({ made: true }), []],
      [compiledOnes({ made: false }), await readdir(made!)],
    ] as const) {
      const sandbox = start(given);
      await runIn(sandbox, 'c', 'int main(void) { return 0; }');
      await sandbox.close();
      const objects = (await readdir(cache)).filter((name) => name.endsWith('.o'));
      expect(objects.sort()).toEqual([...names].sort());
      for (const name of names) expect(await readFile(join(cache, name))).toEqual(await readFile(join(made!, name)));
    }
  });
});

/** C and C++, with these objects or without. Their headers are not precompiled, because that takes too long. */
function compiledOnes({ made: isMade }: { made: boolean }): Languages {
  const changed = (language: Language): Language => {
    const { wasm } = language;
    const { toolchain, precompiled: _, ...compiler } = wasm!.compiler!;
    if (!toolchain) return { ...language, wasm: { ...wasm!, compiler } };
    const { made, ...others } = toolchain;
    const given = isMade && made !== undefined ? { ...others, made } : others;
    return { ...language, wasm: { ...wasm!, compiler: { ...compiler, toolchain: given } } };
  };
  const all = languages.all().filter(({ wasm }) => wasm?.compiler);
  return { ...languages, all: () => all.map(changed) };
}
