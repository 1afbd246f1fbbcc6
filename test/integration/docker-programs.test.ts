import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultOf } from '../../src/domain/results.ts';
import type { Program, Sandbox } from '../../src/sandbox/sandbox.ts';
import { runProgram, whenReady } from '../../tools/run-in.ts';
import { dockerSandbox, limits } from '../../tools/docker-sandbox.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';
import { programFor } from '../../tools/programs.ts';

const NO_DOCKER = missing(dockerIsHere(), 'programs of several files, with arguments and limits', 'Docker is not here');
const MIB = 1024 * 1024;
const GREET = '#pragma once\n#include <string>\nstd::string greet(const std::string &);\n';

describe.skipIf(NO_DOCKER)('a program with more than one source, in a container', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = dockerSandbox({ limits: { ...limits, timeMs: 20_000 } });
    await whenReady(sandbox);
  });
  afterAll(() => sandbox.close());

  const run = (language: string, files: Record<string, string | Buffer>, more: Partial<Program> = {}) =>
    runProgram(sandbox, {
      ...programFor(language, ''),
      files: Object.entries(files).map(([name, content]) =>
        typeof content === 'string'
          ? { name, content }
          : { name, content: content.toString('base64'), encoding: 'base64' },
      ),
      ...more,
    });
  const withArgs = (...args: string[]) => ({ runs: [{ stdin: '', args }] });

  it('is compiled and linked as a whole', async () => {
    const ran = await run('cpp', {
      'app.cpp': '#include <iostream>\n#include "lib/greet.h"\nint main() { std::cout << greet("you") << std::endl; }',
      'lib/greet.h': GREET,
      'lib/greet.cpp': '#include "greet.h"\nstd::string greet(const std::string &name) { return "hello " + name; }',
    });
    expect([ran.stdout, ran.stderr]).toEqual(['hello you\n', '']);
    const broken = await run('c', {
      'main.c': 'int f(void); int main(void) { return f(); }',
      'deep/f.c': 'int f(void) {',
    });
    expect([broken.outcome.step.phase, broken.stderr]).toEqual(['compile', expect.stringMatching(/deep\/f\.c:1:/)]);
  });

  it('imports its modules, reads its files, and has its own name', async () => {
    const ran = await run('python', {
      'game.py':
        'import sys\nfrom pack.rules import win\nprint(sys.argv, __file__, win, list(open("pack/data.bin", "rb").read()))',
      'pack/rules.py': 'win = True',
      'pack/data.bin': Buffer.from([0, 255, 10]),
    });
    expect([ran.stdout, ran.stderr]).toEqual(["['game.py'] /work/game.py True [0, 255, 10]\n", '']);
    const usual = await run('python', { 'main.py': 'from helper import x\nprint(x)', 'helper.py': 'x = 5' });
    expect(usual.stdout).toBe('5\n');
  });

  it('has its arguments unchanged', async () => {
    const args = ['-n', 'two words', '$HOME;*', '', 'é'];
    const python = await run('python', { 'main.py': 'import sys\nprint(sys.argv[1:])' }, withArgs(...args));
    expect(python.stdout).toBe("['-n', 'two words', '$HOME;*', '', 'é']\n");
    const c = await run(
      'c',
      {
        'main.c': '#include <stdio.h>\nint main(int n, char **a) { for (int i = 1; i < n; i++) printf("[%s]", a[i]); }',
      },
      withArgs(...args),
    );
    expect(c.stdout).toBe('[-n][two words][$HOME;*][][é]');
  });

  it.each([
    [['-std=c++17'], '201703 0\n'],
    [['-std=c++23', '-O2'], '202100 1\n'],
    [['-D_GLIBCXX_DEBUG'], '202002 0\n'],
  ])('does the same with %j, with and without precompiled headers', async (compilerArgs, stdout) => {
    const code =
      '#include <iostream>\n#include <map>\n#ifdef __OPTIMIZE__\n#define FAST 1\n#else\n#define FAST 0\n#endif\n' +
      'int main() { std::map<int, int> m; m[1] = 2; std::cout << __cplusplus << " " << FAST << "\\n"; }';
    const ran = await run('cpp', { 'main.cpp': code }, { compilerArgs });
    expect([ran.stdout, ran.stderr]).toEqual([stdout, '']);
  });

  it('has its own limits', async () => {
    const ending = async (code: string, own: Program['limits']) => {
      const { steps, stderr } = await run('python', { 'main.py': code }, { limits: own });
      const { status, reason, message } = resultOf(steps, { ...limits, ...own });
      return [status, reason, message, stderr];
    };
    expect((await ending('while True: pass', { timeMs: 500 })).slice(0, 2)).toEqual(['timeout', 'time']);
    const [status, reason, message] = await ending('import os\nos.fork()\nwhile True: pass', { cpuMs: 600 });
    expect([status, reason, message]).toEqual(['timeout', 'time', expect.stringContaining('0.6 s of processor time')]);
    expect((await ending('x = bytearray(100 << 20)', { memoryBytes: 64 * MIB })).slice(0, 2)).toEqual([
      'error',
      'memory',
    ]);
    expect((await ending('print("x" * 2000)', { outputBytes: 1000 })).slice(0, 2)).toEqual(['error', 'output']);
    expect((await ending('import os\nos.fork()', { processes: 1 })).slice(0, 2)).toEqual(['error', 'processes']);
    expect((await ending('print(1)', { processes: 1, memoryBytes: 32 * MIB })).slice(0, 2)).toEqual([
      'completed',
      null,
    ]);
  });

  it('has its own limits after a compile with larger ones', async () => {
    const code =
      '#include <cstring>\n#include <cstdlib>\n#include <regex>\nint main() { std::regex r("a"); memset(malloc(80 << 20), 1, 80 << 20); }';
    const { steps } = await run('cpp', { 'main.cpp': code }, { limits: { memoryBytes: 64 * MIB, processes: 1 } });
    expect(steps.map(({ step, kind }) => [step.phase, kind])).toEqual([
      ['compile', 'exited'],
      ['run', 'killed'],
    ]);
  });
});
