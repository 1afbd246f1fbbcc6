import { describe, expect, it } from 'vitest';
import type { Limits } from '../../src/domain/limits.ts';
import type { Program, Sandbox } from '../../src/sandbox/sandbox.ts';
import { runProgram } from '../../tools/run-in.ts';
import { languages } from '../../tools/programs.ts';

interface Given {
  readonly compilerArgs?: readonly string[];
  readonly runs?: Program['runs'];
  readonly limits?: Partial<Limits>;
}

/** Tests of programs with several files, arguments, runs and their own limits. */
export function describeFiles(sandbox: () => Sandbox): void {
  describe('a whole program in WebAssembly', () => {
    const run = (language: string, files: Record<string, string>, given: Given = {}) =>
      runProgram(sandbox(), {
        language: languages.find(language)!,
        files: Object.entries(files).map(([name, content]) => ({ name, content })),
        compilerArgs: [],
        runs: [{ stdin: '', args: [] }],
        limits: {},
        ...given,
      });

    it('has its files and folders in its working folder, and its arguments, in Python', async () => {
      const ran = await run(
        'python',
        {
          'tool/start.py': `import sys, beside, os
sys.path.append('.')
from pack.inner import seven
print(sys.argv, __file__, seven, beside.name, open('data/a.txt').read(), sorted(os.listdir('.')))`,
          'tool/beside.py': 'name = __name__',
          'pack/__init__.py': '',
          'pack/inner.py': 'seven = 7',
          'data/a.txt': 'text',
        },
        { runs: [{ stdin: '', args: ['-n', 'é b', ''] }] },
      );
      expect([ran.stderr, ran.stdout]).toEqual([
        '',
        "['tool/start.py', '-n', 'é b', ''] /work/tool/start.py 7 beside text ['data', 'pack', 'tool']\n",
      ]);
    });

    it('gets files that are not text unchanged', async () => {
      const files = [
        { name: 'main.py', content: 'print(open("a.bin", "rb").read())' },
        { name: 'a.bin', content: 'AAH/', encoding: 'base64' as const },
      ];
      const program = { language: languages.find('python')!, files, compilerArgs: [], limits: {} };
      const ran = await runProgram(sandbox(), { ...program, runs: [{ stdin: '', args: [] }] });
      expect(ran.stdout).toBe("b'\\x00\\x01\\xff'\n");
    });

    it.each([
      ['c', 'c', '#include <stdio.h>'],
      ['cpp', 'cpp', '#include <cstdio>'],
    ])('is compiled from all its sources in %s, and starts in its working folder', async (language, ending, stdio) => {
      const ran = await run(
        language,
        {
          'start.txt': `${stdio}
#include "usr/geo.h"
int main(int count, char **args) {
  char text[9] = "";
  FILE *file = fopen("data/a.txt", "r");
  if (file) fgets(text, 9, file);
  printf("%d %d %s %s %s", area(3), count, args[1], args[2], text);
}`,
          'usr/geo.h': 'int area(int side);',
          [`usr/geo.${ending}`]: '#include "geo.h"\nint area(int side) { return side * side; }',
          'data/a.txt': 'text',
        },
        { runs: [{ stdin: '', args: ['a b', '*'] }] },
      );
      expect([ran.stderr, ran.stdout]).toEqual(['', '9 3 a b * text']);
    });

    it('names the file of an error', async () => {
      const { stderr, outcome } = await run('cpp', {
        'main.cpp': '#include "lib/a.h"\nint main() {}',
        'lib/a.h': 'int a',
        'lib/b.cpp': 'int b;',
      });
      expect([outcome.step.phase, stderr]).toEqual(['compile', expect.stringMatching(/lib\/a\.h:1:6: error/)]);
    });

    it('is compiled once and run several times, and no run finds anything of another, however that has ended', async () => {
      const words = ['one', 'exit', 'two', 'abort', 'loop', 'return', 'three', 'four'];
      const runs = words.map((stdin) => ({ stdin, args: [], limits: { timeMs: 2000 } }));
      const ran = await run('c', { 'main.c': LEAVING }, { runs });
      expect(ran.stdout).toBe(words.map((word) => `${word} 0 1 0;`).join(''));
      expect(ran.steps.map((step) => ('exitCode' in step ? step.exitCode : step.kind))).toEqual(
        [0, 0, 3, 0, 'signalled', 'killed', 4, 0, 0], // the result of the compile first
      );
      expect(ran.steps.map(({ step }) => step)).toEqual([
        { phase: 'compile' },
        ...words.map((_, n) => ({ phase: 'run', run: n })),
      ]);
    });

    const SHOWN = `#include <cstdio>
#include "x/y.h"
#ifndef X
#define X 0
#endif
int main() { int unused; std::printf("%ld %d %d", __cplusplus, X, Y); }`;

    it.each([
      [['-O2', '-Wall', '-Wextra', '-DX=3', '-lm'], '202002 3 1', 'unused variable'],
      [['-std=c++17', '-D', 'X=3', '-g'], '201703 3 1', ''],
      [['-march=native', '-static', '-pthread', '-s', '-Wl,-O1', '-I', 'x'], '202002 0 1', ''],
      [['-o', '/work/elsewhere', '-Ix'], '202002 0 1', ''],
      [['-O0', '-DNDEBUG'], '202002 0 1', ''],
    ])('accepts the arguments that GCC accepts: %j', async (compilerArgs, stdout, warning) => {
      const ran = await run('cpp', { 'main.cpp': SHOWN, 'x/y.h': '#define Y 1' }, { compilerArgs });
      const said = ran.events.map(({ stream, text }) => (stream === 'compiler' ? text : '')).join('');
      expect([ran.stderr, ran.stdout, said.includes('unused variable')]).toEqual(['', stdout, warning !== '']);
    });

    it.each([
      [['-include', '/etc/passwd'], "'/etc/passwd' file not found"],
      [[`-I${process.cwd()}`, '-include', 'package.json'], "'package.json' file not found"],
      [[`@${process.cwd()}/package.json`], 'no such file'],
      [['-Xclang', '-load', '-Xclang', '/work/a.so'], 'unable to load plugin'],
      [['-fplugin=/work/a.so'], 'unable to load plugin'],
      [['-x', 'python'], 'language not recognized'],
      [['-save-temps'], 'does not support spawning'],
      [['-o', '/usr/include/stdio.h', '-E'], 'error'],
      [['-fsyntax-only'], 'with these arguments the compiler makes no program'],
      [['-nonsense'], 'unknown argument'],
    ])('reaches nothing beyond the compiler with its arguments: %j', async (compilerArgs, said) => {
      const ran = await run('c', { 'main.c': 'int main(void) { return 0; }', 'a.so': 'no' }, { compilerArgs });
      expect([ran.outcome.step.phase, ran.stderr]).toEqual(['compile', expect.stringContaining(said)]);
      expect((await run('c', { 'main.c': '#include <stdio.h>\nint main(void) { puts("fine"); }' })).stdout).toBe(
        'fine\n',
      );
    });

    const OF_64_MIB = { limits: { memoryBytes: 64 << 20 } };
    it.each([
      ['python', 'main.py', 'a = bytearray(30 << 20)\nprint("half")\nb = bytearray(50 << 20)\nprint("all")'],
      [
        'c',
        'main.c',
        '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nstatic void take(size_t n) { char *volatile p = malloc(n); if (!p) abort(); memset(p, 1, n); printf("%d", p[n / 2]); }\nint main(void) { take(30 << 20); puts("half"); fflush(stdout); take(50 << 20); puts("all"); }',
      ],
    ])('may have a narrower memory limit: %s', async (language, name, code) => {
      const narrow = await run(language, { [name]: code }, OF_64_MIB);
      expect([narrow.stdout.includes('half'), narrow.stdout.includes('all')]).toEqual([true, false]);
      expect(narrow.outcome.refused).toBe('memory');
      expect((await run(language, { [name]: code })).stdout).toContain('all');
    });

    it('may have narrower limits of time, processor time and output', async () => {
      const of = (code: string, limits: Partial<Limits>) => run('python', { 'main.py': code }, { limits });
      const { outcome: slow } = await of('import time\ntime.sleep(60)', { timeMs: 300, cpuMs: 200 });
      expect(slow).toMatchObject({ kind: 'killed', by: process.platform === 'linux' ? 'time' : 'cpu' });
      const { outcome: busy } = await of('while True: pass', { timeMs: 60_000, cpuMs: 300 });
      expect(busy).toMatchObject({ kind: 'killed', by: 'cpu' });
      const { outcome: loud, stdout } = await of('print("x" * 1000)', { outputBytes: 100 });
      expect([loud, stdout]).toMatchObject([{ kind: 'killed', by: 'output' }, 'x'.repeat(100)]);
    });

    it.runIf(process.platform === 'linux')('reports its processor time', async () => {
      const { outcome } = await run('python', { 'main.py': 'import time\ntime.sleep(1)' });
      expect([outcome.usage.cpuMs! > 0, outcome.usage.cpuMs! < 900]).toEqual([true, true]);
    });
  });
}

/** Prints whether it finds a file, its counter, and whether new memory contains data. */
const LEAVING = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
  static int times;
  char word[9];
  scanf("%8s", word);
  FILE *file = fopen("left", "r");
  char *large = malloc(20 << 20);
  long dirt = 0;
  for (int n = 0; n < 20 << 20; n += 4096) dirt += large[n];
  printf("%s %d %d %ld;", word, file != NULL, ++times, dirt);
  fclose(fopen("left", "w"));
  memset(large, 1, 20 << 20);
  if (!strcmp(word, "exit")) fflush(stdout), exit(3);
  if (!strcmp(word, "abort")) abort();
  if (!strcmp(word, "loop")) for (;;) continue;
  return strcmp(word, "return") ? 0 : 4;
}`;
