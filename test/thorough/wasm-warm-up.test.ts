import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Language, Languages } from '../../src/languages.ts';
import { createWasmSandbox } from '../../src/sandbox/wasm/driver.ts';
import { runIn } from '../../tools/run-in.ts';
import { languages } from '../../tools/programs.ts';
import { CACHE, limits } from '../../tools/wasm-sandbox.ts';

const WHOLE = createRequire(import.meta.url)
  .resolve.paths('@yowasp/clang')!
  .map((path) => join(path, '@yowasp/clang/gen/llvm.core.wasm'));

describe('a compiler in WebAssembly that cannot be made ready', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'codeengine-warm-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('is reported and tried again, and compiles when it is ready', async () => {
    const module = join(folder, 'llvm.core.wasm');
    await writeFile(module, 'cut off');
    const warnings: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
    const sandbox = createWasmSandbox({
      languages: withModule(module),
      limits,
      warm: { interpreter: 1, program: 1 },
      lanes: 2,
      cache: CACHE,
      compileCacheBytes: 0,
      log,
      giveUp: () => {},
    });
    try {
      const state = () => sandbox.ready().get('c');
      await expect.poll(state, { timeout: 120_000 }).toContain('cannot be compiled yet');
      await expect(runIn(sandbox, 'c', 'int main(void) { return 3; }')).rejects.toThrow();
      expect((await runIn(sandbox, 'python', 'print(1)')).stdout).toBe('1\n');
      expect(warnings.join('')).toContain('cannot be compiled yet');
      await expect.poll(() => warnings.length, { timeout: 120_000 }).toBeGreaterThan(1); // it was tried again
      await copyFirst(WHOLE, module);
      await expect.poll(state, { timeout: 400_000, interval: 200 }).toBe(true);
      expect((await runIn(sandbox, 'c', 'int main(void) { return 3; }')).outcome).toMatchObject({ exitCode: 3 });
    } finally {
      await sandbox.close();
    }
  }, 600_000);
});

/** The languages, with another place of the compiler. */
function withModule(module: string): Languages {
  const changed = (language: Language): Language => {
    const { wasm } = language;
    if (!wasm?.compiler?.toolchain) return language;
    const toolchain = { ...wasm.compiler.toolchain, module };
    return { ...language, wasm: { ...wasm, compiler: { ...wasm.compiler, toolchain } } };
  };
  return { ...languages, all: () => languages.all().map(changed) };
}

async function copyFirst(paths: readonly string[], to: string): Promise<void> {
  await Promise.any(paths.map((path) => copyFile(path, to)));
}
