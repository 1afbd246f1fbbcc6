import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { languages } from '../../tools/programs.ts';
import { runProgram } from '../../tools/run-in.ts';

/**
 * After this time the next compiler and linker usually wait. If they do not, on a busy machine, the result is the same.
 */
const STARTED_MS = 2000;

/** Tests of compilers and linkers that were started before the program came. */
export function describePrepared(sandbox: () => Sandbox): void {
  describe('a compiler that was started before its program', () => {
    const runAtOnce = async (language: string, files: Record<string, string>, compilerArgs: readonly string[] = []) => {
      const ran = await runProgram(sandbox(), {
        language: languages.find(language)!,
        files: Object.entries(files).map(([name, content]) => ({ name, content })),
        compilerArgs,
        runs: [{ stdin: '', args: [] }],
        limits: {},
      });
      return ran.stderr + ran.stdout;
    };
    const run = async (...program: Parameters<typeof runAtOnce>) => {
      await sleep(STARTED_MS);
      return runAtOnce(...program);
    };

    it.each([
      ['c', 'main.c', '#include <stdio.h>'],
      ['cpp', 'main.cpp', '#include <iostream>\n#include <cstdio>'],
    ])('sees the files of its own program, and none of an earlier one, in %s', async (language, main, headers) => {
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

    it('is there for the next program, too, after arguments with which it reads no source', async () => {
      const files = { 'main.c': '#include <stdio.h>\nint main(void) { printf("%d", 42); }' };
      for (const standard of ['c999', 'c998', 'c997', 'c996']) {
        expect(await runAtOnce('c', files, [`-std=${standard}`])).toContain(`invalid value '${standard}'`);
        expect(await runAtOnce('c', files, ['-std=c11'])).toBe('42');
      }
    });

    it('can include the source itself, and names it as usual', async () => {
      const code = `#ifndef AGAIN
#define AGAIN
#include "main.cpp"
#include <cstdio>
int main() { std::printf("%s%d", __FILE__, again()); }
#else
int again() { return __INCLUDE_LEVEL__; }
#endif`;
      for (const _ of [1, 2]) expect(await run('cpp', { 'main.cpp': code })).toBe('main.cpp1');
      expect(await run('cpp', { 'main.cpp': '#include <iostream>\nint main() { return x; }' })).toMatch(
        /^main\.cpp:2:21:/,
      );
      expect(await run('cpp', { 'main.cpp': '' })).toContain("undefined reference to 'main'");
    });

    it('uses functions of the program instead of those of the C library that the library itself uses', async () => {
      const code = `#include <stdio.h>
int strcmp(const char *one, const char *other) { return 42 + *one - *other; }
int main(int count, char **args) { char text[] = "."; printf("%d", strcmp(args[0], text)); }`;
      for (const _ of [1, 2]) expect(await run('c', { 'main.c': code })).toBe('42');
    });

    it('reports a missing header as usual', async () => {
      const code = 'int fork(void);\nint main(void) { return fork(); }';
      for (const _ of [1, 2])
        expect(await run('c', { 'main.c': code })).toMatch(/undefined symbol: fork[^]*no processes/);
    });
  });
}
