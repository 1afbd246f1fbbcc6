import { readdir, readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language, Languages } from '../../src/languages.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createWasmSandbox } from '../../src/sandbox/wasm/driver.ts';
import { languages } from '../../tools/programs.ts';
import { runIn, runProgram } from '../../tools/run-in.ts';
import { limits, wasmSandbox } from '../../tools/wasm-sandbox.ts';

/** By then the next compiler and linker wait, on a machine that is not too busy: where they do not, the result is the same. */
const STARTED_MS = 2000;

describe('a compiler that was started before its program', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await wasmSandbox()));
  afterAll(() => sandbox.close());

  const run = async (language: string, files: Record<string, string>, compilerArgs: readonly string[] = []) => {
    await sleep(STARTED_MS);
    const ran = await runProgram(sandbox, {
      language: languages.find(language)!,
      files: Object.entries(files).map(([name, content]) => ({ name, content })),
      compilerArgs,
      runs: [{ stdin: '', args: [] }],
      limits: {},
    });
    return ran.stderr + ran.stdout;
  };

  it.each([
    ['c', 'main.c', '#include <stdio.h>'],
    ['cpp', 'main.cpp', '#include <iostream>\n#include <cstdio>'],
  ])('sees the files of its own program, and none of the one before, in %s', async (language, main, headers) => {
    const code = `${headers}
#if __has_include("a.h")
#include "a.h"
#else
#define A 0
#endif
#if __has_include(<b/b.h>)
#include <b/b.h>
#else
#define B 0
#endif
int main() { printf("%d %d", A, B); }`;
    expect(await run(language, { [main]: code }, ['-I.'])).toBe('0 0');
    expect(await run(language, { [main]: code, 'a.h': '#define A 1' }, ['-I.'])).toBe('1 0');
    expect(await run(language, { [main]: code, 'b/b.h': '#define B 2' }, ['-I.'])).toBe('0 2');
    expect(await run(language, { [main]: code }, ['-I.'])).toBe('0 0');
    expect(await run(language, { [main]: code, 'a.h': '#define A 3' })).toBe('3 0');
  });

  it('can include the source itself, and names it as ever', async () => {
    const code = `#ifndef AGAIN
#define AGAIN
#include "main.cpp"
#include <iostream>
int main() { std::cout << __FILE__ << again(); }
#else
int again() { return __INCLUDE_LEVEL__; }
#endif`;
    for (const _ of [1, 2]) expect(await run('cpp', { 'main.cpp': code })).toBe('main.cpp1');
    expect(await run('cpp', { 'main.cpp': '#include <iostream>\nint main() { return x; }' })).toMatch(
      /^main\.cpp:2:21:/,
    );
    expect(await run('cpp', { 'main.cpp': '' })).toContain("undefined reference to 'main'");
  });

  it('has functions of the program in place of those of the C library that the library uses itself', async () => {
    const code = `#include <stdio.h>
int strcmp(const char *one, const char *other) { return 42 + *one - *other; }
int main(int count, char **args) { char text[] = "."; printf("%d", strcmp(args[0], text)); }`;
    for (const _ of [1, 2]) expect(await run('c', { 'main.c': code })).toBe('42');
  });

  it('says what is missing as ever', async () => {
    const code = 'int fork(void);\nint main(void) { return fork(); }';
    for (const _ of [1, 2])
      expect(await run('c', { 'main.c': code })).toMatch(/undefined symbol: fork[^]*no processes/);
  });
});

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

  it('are what this compiler makes of their sources, to the byte', async () => {
    const { made } = languages.find('cpp')!.wasm!.compiler!.toolchain!;
    for (const [given, names] of [
      [languages, []],
      [withoutMade(languages), await readdir(made!)],
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

function withoutMade(all: Languages): Languages {
  const changed = (language: Language): Language => {
    const { compiler } = language.wasm ?? {};
    if (!compiler?.toolchain) return language;
    const { made: _, ...toolchain } = compiler.toolchain;
    return { ...language, wasm: { ...language.wasm!, compiler: { ...compiler, toolchain } } };
  };
  return { ...all, all: () => all.all().map(changed) };
}
