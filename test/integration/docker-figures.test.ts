import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINE_LABEL } from '../../src/sandbox/docker/options.ts';
import { precompiledSets } from '../../src/sandbox/docker/compile.ts';
import { tagOf } from '../../src/sandbox/docker/images.ts';
import { readRecipes } from '../../src/sandbox/docker/recipes.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runIn, whenReady, type Ran } from '../../tools/run-in.ts';
import { languages, programFor } from '../../tools/programs.ts';
import { dockerSandbox, limits, recipes } from '../../tools/docker-sandbox.ts';
import { eventually } from '../support/engine.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

const NO_DOCKER = missing(dockerIsHere(), 'figures and life of containers', 'Docker is not here');
const MIB = 1024 * 1024;
const docker = new Docker();
const compilerOf = ({ events }: Ran) => events.map(({ stream, text }) => (stream === 'compiler' ? text : '')).join('');
/** The output of a command in the image of C and C++. */
const inImage = async (command: string) => {
  const tag = await tagOf(docker, 'cpp', recipes);
  const { stdout, stderr } = await promisify(execFile)('docker', [
    'run',
    '--rm',
    '--entrypoint',
    'sh',
    tag,
    '-c',
    command,
  ]);
  return stdout + stderr;
};
/** The containers of one engine; other engines may use the same machine. */
const containersOf = async (engine: string) =>
  (await docker.listContainers({ filters: { label: [`${ENGINE_LABEL}=${engine}`] } })).map(({ Id }) => Id);

describe.skipIf(NO_DOCKER)('in a container', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = dockerSandbox();
    await whenReady(sandbox);
  });
  afterAll(() => sandbox.close());
  const run = (language: string, code: string, input?: string) => runIn(sandbox, language, code, input);

  it('measures a sleep as time without processor time', async () => {
    const { outcome } = await run('python', 'import time\ntime.sleep(0.3)');
    expect(outcome.usage.wallMs).toBeGreaterThanOrEqual(300);
    expect(outcome.usage.wallMs).toBeLessThan(900);
    expect(outcome.usage.cpuMs).toBeLessThan(150);
  });

  it('measures computing as processor time', async () => {
    const { outcome, steps } = await run(
      'c',
      '#include <time.h>\nint main(void) { while (clock() < CLOCKS_PER_SEC * 3 / 10); }',
    );
    expect(outcome.usage.cpuMs).toBeGreaterThanOrEqual(290);
    expect(outcome.usage.cpuMs).toBeLessThan(900);
    expect(steps[0]!.usage.wallMs).toBeGreaterThan(0);
  });

  it('counts the processor time of child processes, and not that of Python before its code came', async () => {
    const busy = await run(
      'python',
      'import os, time\nif os.fork() == 0:\n    while time.process_time() < 0.3: pass\n    os._exit(0)\nos.wait()',
    );
    expect(busy.outcome.usage.cpuMs).toBeGreaterThan(150);
    const idle = await run('python', 'pass');
    expect(idle.outcome.usage.cpuMs).toBeLessThan(100);
  });

  it('measures peak memory', async () => {
    const { outcome } = await run(
      'cpp',
      '#include <cstdlib>\n#include <cstring>\nint main() { memset(malloc(40 << 20), 1, 40 << 20); }',
    );
    expect(outcome.usage.memoryPeakBytes).toBeGreaterThan(38 * MIB);
    expect(outcome.usage.memoryPeakBytes).toBeLessThan(55 * MIB);
  });

  it.each([
    ['cpp', 'int main() { *(volatile int*)0 = 1; }', 'SIGSEGV'],
    ['c', '#include <stdlib.h>\nint main(void) { abort(); }', 'SIGABRT'],
    ['c', 'int main(int argc, char **argv) { return 7 / (argc - 1); }', 'SIGFPE'],
    ['python', 'import os\nos.kill(os.getpid(), 9)', 'SIGKILL'],
  ])('names the signal that ended %s %j', async (language, code, signal) => {
    expect((await run(language, code)).outcome).toMatchObject({ kind: 'signalled', step: { phase: 'run' }, signal });
  });

  it.each([
    [
      'cpp',
      '#include <iostream>\n#include <unistd.h>\nint main() { std::cout << "a\\n"; sleep(1); std::cout << "b\\n"; }',
    ],
    ['c', '#include <stdio.h>\n#include <unistd.h>\nint main(void) { printf("a\\n"); sleep(1); printf("b\\n"); }'],
  ])('streams output of %s without a flush', async (language, code) => {
    const { events } = await run(language, code);
    expect(events.map(({ text }) => text).join('')).toBe('a\nb\n');
    expect(events.at(-1)!.at - events[0]!.at).toBeGreaterThan(500);
  });

  it.each([
    ['cpp', '#include <iostream>\nint main() { std::cout << "before"; *(volatile int*)0 = 1; }', 'before'],
    [
      'c',
      '#include <stdio.h>\nint f(int n) { return f(n + 1) + 1; }\nint main(void) { printf("before"); return f(0); }',
      'before',
    ],
    ['c', '#include <stdio.h>\n#include <stdlib.h>\nint main(void) { printf("before"); abort(); }', 'before'],
  ])('keeps output of %s before a crash', async (language, code, text) => {
    const { stdout, outcome } = await run(language, code);
    expect([stdout, outcome.kind]).toEqual([text, 'signalled']);
  });

  it.concurrent.each([
    [
      'cpp',
      '#include <iostream>\nint main() { std::ios::sync_with_stdio(false); std::cout << "a\\nb"; for (;;); }',
      'a\nb',
    ],
    ['c', '#include <stdio.h>\nint main(void) { printf("a\\nb"); for (;;); }', 'a\nb'],
    [
      'cpp',
      '#include <iostream>\n#include <mutex>\nint main() { std::ios::sync_with_stdio(false); std::mutex m; m.lock(); std::cout << "stuck"; m.lock(); }',
      'stuck',
    ],
  ])('keeps output of %s before the time limit: %j', async (language, code, text) => {
    const { stdout, outcome } = await runIn(sandbox, language, code, '', { timeMs: 1500 });
    expect([stdout, outcome]).toMatchObject([
      text,
      { kind: 'killed', by: expect.stringMatching(/^(?:time|starved)$/) },
    ]);
  });

  it.each(['', 'std::ios::sync_with_stdio(false);'])(
    'writes 150,000 lines in a few hundred writes after %j',
    async (sync) => {
      const code = (end: string) =>
        `#include <iostream>\nint main() { ${sync} for (int i = 0; i < 150000; i++) std::cout << i << ${end}; }`;
      const many = await run('cpp', code("'\\n'"));
      expect([many.stdout.length, many.outcome.kind]).toEqual([938_890, 'exited']);
      const lineByLine = await run('cpp', code('std::endl'));
      expect(many.outcome.usage.cpuMs).toBeLessThan(lineByLine.outcome.usage.cpuMs! / 3);
    },
  );

  it("separates the compiler's warnings from the output, also if both are long", async () => {
    const c = await run(
      'c',
      '#include <stdio.h>\nint main(void) { printf("%d\\n", "str"); char *p = 5; return p == 0; }',
    );
    expect(c.outcome).toMatchObject({ kind: 'exited', step: { phase: 'run' }, exitCode: 0 });
    expect([compilerOf(c), c.stderr]).toEqual([
      expect.stringMatching(/main\.c:2:.*warning[^]*main\.c:2:.*warning/),
      '',
    ]);
    const cpp = await run(
      'cpp',
      '#include <iostream>\nint f() {}\nint main() { for (int n = 0; n < 1048576; n++) std::cout << "x"; std::cerr << "said\\n"; }',
    );
    expect(cpp.outcome).toMatchObject({
      kind: 'exited',
      step: { phase: 'run' },
      exitCode: 0,
      usage: { stdoutTruncated: false },
    });
    expect([compilerOf(cpp), cpp.stderr, cpp.stdout.length]).toEqual([
      expect.stringMatching(/main\.cpp:2:.*warning: no return statement/),
      'said\n',
      MIB,
    ]);
    const failed = await run('c', 'int main(void) {\n  char *p = 5;\n  return nonsense;\n}');
    expect(failed.outcome).toMatchObject({ kind: 'exited', step: { phase: 'compile' }, exitCode: 1 });
    expect([compilerOf(failed), failed.stdout, failed.stderr]).toEqual([
      '',
      '',
      expect.stringMatching(/main\.c:2:.*warning[^]*main\.c:3:.*error/),
    ]);
  });

  it('uses the precompiled headers that were made for the flags of programs', async () => {
    const flags = languages.find('cpp')!.docker!.compile!.filter((word) => /^-(std|D)/.test(word));
    for (const set of (await precompiledSets(languages.find('cpp')!)).keys()) {
      const taken = await inImage(
        `echo 'int main() {}' | g++ ${flags.join(' ')} -H -include /pch/${set}.h -x c++ -S -o /dev/null - 2>&1 | grep -c '^! '`,
      );
      expect([set, taken]).toEqual([set, '1\n']);
    }
  });

  it('uses precompiled headers without changing what a program means', async () => {
    const unseen = await run('cpp', '#include <iostream>\nint main() { std::map<int, int> m; }');
    expect([unseen.outcome.step.phase, unseen.stderr.includes('main.cpp:2:')]).toEqual(['compile', true]);
    const bits = await run(
      'cpp',
      '#include <bits/stdc++.h>\nusing namespace std;\nint main() { map<int, int> m{{1, 2}}; cout << m[1] << __LINE__; }',
    );
    expect(bits.stdout).toBe('23');
  });

  it('links programs that need a rare part of the library, and names undefined symbols', async () => {
    const rare = await run(
      'cpp',
      '#include <filesystem>\n#include <iostream>\nint main() { std::wstring w = L"wide"; std::wcout << w << std::filesystem::exists("/work") << std::endl; }',
    );
    expect(rare.stdout).toBe('wide1\n');
    const missing = await run('cpp', '#include <iostream>\nvoid missing();\nint main() { missing(); }');
    expect(missing.outcome).toMatchObject({ kind: 'exited', step: { phase: 'compile' }, exitCode: 1 });
    expect(missing.stderr).toContain("undefined reference to `missing()'");
  });

  it('reads a source in another encoding as Python reads a file', async () => {
    const { stdout } = await run('python', '# -*- coding: latin-1 -*-\nprint(len("é"))\n');
    expect(stdout).toBe('2\n');
  });

  it('has the arguments, name and path of an ordinary file', async () => {
    const { stdout } = await run(
      'python',
      'import sys, inspect\nprint(sys.argv, __name__, __file__, sys.path[0])\ndef f(): pass\nprint(inspect.getsource(f))',
    );
    expect(stdout).toBe("['main.py'] __main__ /work/main.py /work\ndef f(): pass\n\n");
  });

  it('reports the versions that the images print', async () => {
    const compiler = await inImage('g++ -dumpfullversion');
    const python = await run('python', 'import platform\nprint(platform.python_version())');
    expect(sandbox.versions()).toMatchObject({
      python: `CPython ${python.stdout.trim()}`,
      cpp: `GCC ${compiler.trim()}`,
      c: `GCC ${compiler.trim()}`,
    });
  });

  it('leaves no container behind when it closes', async () => {
    const engine = `test-${randomUUID()}`;
    const other = dockerSandbox({ engine, warm: { each: 1, total: 1 } });
    await whenReady(other);
    await runIn(other, 'python', 'print(1)');
    expect((await containersOf(engine)).length).toBeGreaterThan(0);
    await other.close();
    await eventually(async () => (await containersOf(engine)).length === 0);
  });

  it('replaces a warm container that dies', async () => {
    const engine = `test-${randomUUID()}`;
    const other = dockerSandbox({ engine, warm: { each: 1, total: 1 } });
    await whenReady(other);
    await eventually(async () => (await containersOf(engine)).length === 1); // the containers that printed the versions are removed
    const [mine] = await containersOf(engine);
    await docker.getContainer(mine!).kill();
    await eventually(async () => (await containersOf(engine)).some((id) => id !== mine));
    expect((await runIn(other, 'python', 'print("alive")')).stdout).toBe('alive\n');
    await other.close();
  });

  it('ends as memory when the memory limit ends a container, and as a failed sandbox when it is killed from outside', async () => {
    const engine = `test-${randomUUID()}`;
    const other = dockerSandbox({ engine, limits: { ...limits, timeMs: 40_000 }, warm: { each: 0, total: 0 } });
    await whenReady(other);
    await eventually(async () => (await containersOf(engine)).length === 0);
    const killed = async (code: string) => {
      const run = other.run(programFor('python', code), new AbortController().signal);
      expect((await run.next()).value).toMatchObject({ text: 'here\n' });
      const [mine] = await containersOf(engine);
      await docker.getContainer(mine!).kill();
      return run.next();
    };
    const pause = 'print("here")\nimport time\ntime.sleep(60)';
    await expect(killed(pause)).rejects.toThrow('the sandbox ended before its program did');
    const greedy = `import os\nif os.fork() == 0:\n    x = bytearray(400_000_000)\nos.wait()\n${pause}`;
    const ends: unknown[] = [];
    for (let n = 0; n < 5 && !ends.includes('memory'); n++) {
      const { value } = await killed(greedy).catch(() => ({ value: {} })); // Docker had already removed the container
      ends.push((value as { outcome?: { by?: string } }).outcome?.by);
    }
    expect(ends).toContain('memory');
    await other.close();
  });

  it('names an image that cannot be pulled, and runs the languages of other images', async () => {
    const other = dockerSandbox({ recipes: readRecipes(languages, { PYTHON_IMAGE: 'no-such-image:1' }) });
    await expect(whenReady(other, { ms: 3000 })).rejects.toThrow(/no-such-image:1 is not here and could not be pulled/);
    await expect(runIn(other, 'python', 'print(1)')).rejects.toThrow('no-such-image:1');
    await eventually(() => other.ready!().get('c') === true);
    expect((await runIn(other, 'cpp', '#include <cstdio>\nint main() { puts("on"); }')).stdout).toBe('on\n');
    await other.check();
    await other.close();
  });

  it('names packages that cannot be installed, and runs the languages of other images', async () => {
    const other = dockerSandbox({ recipes: readRecipes(languages, { PYTHON_PACKAGES: 'codeengine-no-such-package' }) });
    const why = () => String(other.ready!().get('python'));
    await eventually(() => why().startsWith('The image for python could not be built'));
    expect(why()).toMatch(
      /could not be installed: codeengine-no-such-package|The image has no pip to install packages with/,
    );
    await eventually(() => other.ready!().get('c') === true);
    await other.check();
    await other.close();
  });

  it('says that Docker does not answer, and does not hang', async () => {
    const other = dockerSandbox({ host: 'unix:///nowhere/docker.sock' });
    await expect(whenReady(other, { ms: 1500 })).rejects.toThrow(/nowhere\/docker\.sock/);
    await other.close();
  });
});
