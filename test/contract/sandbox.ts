import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputEvent } from '../../src/domain/events.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { Program, Sandbox } from '../../src/sandbox/sandbox.ts';
import { programFor } from '../support/programs.ts';

export interface Ran {
  /** How the last step ended. */
  readonly outcome: Outcome;
  readonly steps: readonly Outcome[];
  readonly stdout: string;
  readonly stderr: string;
  /** Each event, and when it came, in ms after the start. */
  readonly events: readonly (OutputEvent & { readonly at: number })[];
}

/** Runs a program of one file to its end. */
export function runIn(sandbox: Sandbox, language: string, code: string, input = ''): Promise<Ran> {
  return ranOf(sandbox, programFor(language, code, input));
}

export async function ranOf(sandbox: Sandbox, program: Program): Promise<Ran> {
  const started = performance.now();
  const events: (OutputEvent & { at: number })[] = [];
  const steps: Outcome[] = [];
  for await (const event of sandbox.run(program, AbortSignal.timeout(110_000))) {
    if (event.type === 'ended') steps.push(event.outcome);
    else events.push({ ...event, at: performance.now() - started });
  }
  const text = (stream: string) => events.map((event) => (event.stream === stream ? event.text : '')).join('');
  return { outcome: steps.at(-1)!, steps, stdout: text('stdout'), stderr: text('stderr'), events };
}

/** Resolves when the sandbox can run programs. */
export async function whenReady(sandbox: Sandbox, ms = 300_000): Promise<void> {
  for (const until = Date.now() + ms; ;) {
    try {
      return await sandbox.check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

const MIB = 1024 * 1024;

/** What every sandbox does, with limits of a few seconds to run, 256 MiB and 1 MiB of output. `make` opens one. */
export function describeSandbox(name: string, make: () => Promise<Sandbox>): void {
  describe(`sandbox: ${name}`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await make();
      await whenReady(sandbox);
    }, 600_000);
    afterAll(() => sandbox.close());
    const run = (language: string, code: string, input?: string) => runIn(sandbox, language, code, input);

    it.each([
      ['python', 'import sys\nname = input()\nprint(f"hi {name}")\nprint("oops", file=sys.stderr)'],
      [
        'cpp',
        '#include <iostream>\nint main() { std::string s; std::cin >> s; std::cout << "hi " << s << "\\n"; std::cerr << "oops\\n"; }',
      ],
      [
        'c',
        '#include <stdio.h>\nint main(void) { char s[9]; scanf("%8s", s); printf("hi %s\\n", s); fputs("oops\\n", stderr); }',
      ],
    ])('runs %s: stdin in, stdout and stderr out, apart', async (language, code) => {
      const ran = await run(language, code, 'you');
      expect([ran.stdout, ran.stderr]).toEqual(['hi you\n', 'oops\n']);
      expect(ran.outcome).toMatchObject({
        kind: 'exited',
        step: { phase: 'run' },
        exitCode: 0,
        usage: { stdoutTruncated: false },
      });
      expect(ran.outcome.usage.wallMs).toBeGreaterThanOrEqual(0);
      expect(ran.steps.map(({ step }) => step.phase)).toEqual(language === 'python' ? ['run'] : ['compile', 'run']);
    });

    it.each([
      ['python', 'raise SystemExit(3)', 3],
      ['cpp', 'int main() { return 3; }', 3],
      ['c', 'int main(void) { return 3; }', 3],
    ])('reports the exit code of %s', async (language, code, exitCode) => {
      expect((await run(language, code)).outcome).toMatchObject({ kind: 'exited', step: { phase: 'run' }, exitCode });
    });

    it('tells a syntax error of Python with its line', async () => {
      const ran = await run('python', 'print("a")\nif if\n');
      expect(ran.outcome).toMatchObject({ kind: 'exited', step: { phase: 'run' }, exitCode: 1 });
      expect(ran.stderr).toMatch(/File ".*main\.py", line 2[^]*SyntaxError/);
    });

    it('shows the source line in a traceback', async () => {
      const ran = await run('python', 'def f():\n    return 1 / 0  # here\nf()\n');
      expect(ran.stderr).toMatch(/line 2, in f\n\s+return 1 \/ 0 {2}# here[^]*ZeroDivisionError/);
    });

    it.each([
      ['cpp', 'int main() {\n  nonsense;\n}', /main\.cpp:2:3: error/],
      ['c', 'int main(void) {\n  nonsense;\n}', /main\.c:2:3: error/],
    ])('gives the compiler errors of %s on stderr, with the line', async (language, code, expected) => {
      const ran = await run(language, code);
      expect(ran.outcome).toMatchObject({ kind: 'exited', step: { phase: 'compile' }, exitCode: 1 });
      expect(ran.stderr).toMatch(expected);
    });

    it.each([
      ['python', 'while True: pass'],
      ['python', 'import time\ntime.sleep(60)'],
      ['c', 'int main(void) { for (;;); }'],
    ])('stops a program at its time limit: %s %j', async (language, code) => {
      const ran = await run(language, code);
      expect(ran.outcome).toMatchObject({ kind: 'killed', step: { phase: 'run' }, by: 'time' });
      expect(ran.outcome.usage.wallMs).toBeGreaterThan(1000);
    });

    it('keeps exactly the cap of a stream that keeps to it', async () => {
      const ran = await run('python', `import sys\nsys.stdout.write("x" * ${MIB})`);
      expect(ran.outcome).toMatchObject({ kind: 'exited', exitCode: 0, usage: { stdoutTruncated: false } });
      expect(ran.stdout.length).toBe(MIB);
    });

    it.each(['stdout', 'stderr'])('stops a program that writes one byte more to %s', async (stream) => {
      const ran = await run('python', `import sys\nsys.${stream}.write("x" * ${MIB} + "y")\nsys.${stream}.flush()`);
      expect(ran.outcome).toMatchObject({
        kind: 'killed',
        step: { phase: 'run' },
        by: 'output',
        usage: { [`${stream}Truncated`]: true },
      });
      expect([ran.stdout + ran.stderr].join('')).toBe('x'.repeat(MIB));
    });

    it('stops a flood of output', async () => {
      const ran = await run('c', '#include <stdio.h>\nint main(void) { for (;;) puts("flood"); }');
      expect(ran.outcome).toMatchObject({ kind: 'killed', by: 'output', usage: { stdoutTruncated: true } });
      expect(ran.stdout.length).toBe(MIB);
      expect(ran.events.length).toBeLessThan(2000);
    });

    it('ends a program that needs too much memory for that reason', async () => {
      for (const [language, code] of [
        ['python', 'x = bytearray(400_000_000)'],
        [
          'cpp',
          '#include <vector>\nvolatile std::size_t n = 400000000; // so that no compiler does without the memory\nint main() { std::vector<char> v(n, 1); return v[n / 2]; }',
        ],
      ] as const) {
        const { outcome, stderr } = await run(language, code);
        const reason = outcome.kind === 'killed' ? outcome.by : outcome.refused;
        expect([language, outcome.step.phase, reason], `${JSON.stringify(outcome)} ${stderr}`).toEqual([
          language,
          'run',
          'memory',
        ]);
      }
    });

    it.each([
      ['python', 'import sys\ntry: bytearray(sys.maxsize - 100)\nexcept MemoryError: raise SystemExit(3)'],
      [
        'cpp',
        '#include <cstdint>\n#include <iostream>\n#include <vector>\nvolatile std::size_t n = SIZE_MAX / 4;\nint main() { try { std::vector<char> all(n); std::cout << all[n / 2]; } catch (std::bad_alloc &e) { std::cerr << e.what() << std::endl; return 3; } }',
      ],
    ])('leaves %s its own end when it copes with refused memory', async (language, code) => {
      const { outcome } = await run(language, code);
      expect(outcome).toMatchObject({ kind: 'exited', step: { phase: 'run' }, exitCode: 3 });
      expect(outcome.refused).toBeUndefined();
    });

    it('streams output while the program runs', async () => {
      const ran = await run('python', 'import time\nprint("a")\ntime.sleep(0.7)\nprint("b")');
      expect(ran.stdout).toBe('a\nb\n');
      expect(ran.events.at(-1)!.at - ran.events[0]!.at).toBeGreaterThan(350);
    });

    it('carries a mebibyte of input, and ends it', async () => {
      const input = `${'0123456789abcdef'.repeat(65_535)}0123456789abcde\n`;
      const ran = await run('python', 'import sys\ndata = sys.stdin.read()\nprint(len(data), data[-4:-1])', input);
      expect(ran.stdout).toBe(`${MIB} cde\n`);
    });

    it('does not wait for a program that never reads its input', async () => {
      const ran = await run('python', 'print("done")', 'x'.repeat(MIB));
      expect(ran.stdout).toBe('done\n');
      expect(ran.outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    });

    it('keeps UTF-8 whole over split writes, NUL bytes, and marks what is not UTF-8', async () => {
      const ran = await run(
        'python',
        'import sys, time\nfor b in "é🙂".encode():\n    sys.stdout.buffer.write(bytes([b])); sys.stdout.flush(); time.sleep(0.02)\nsys.stdout.buffer.write(b"\\0|\\xff|")',
      );
      expect(ran.stdout).toBe('é🙂\0|\uFFFD|');
    });

    it('shares nothing between two runs', async () => {
      const code =
        'import os, random\nprint(os.path.exists("left.txt"), os.path.exists("/tmp/left.txt"))\n' +
        'open("left.txt", "w").write("x"); open("/tmp/left.txt", "w").write("x")\nprint(hash("seed"), random.random())';
      const [one, two] = [await run('python', code), await run('python', code)];
      expect([one.stdout.split('\n')[0], two.stdout.split('\n')[0]]).toEqual(['False False', 'False False']);
      expect(one.stdout.split('\n')[1]).not.toBe(two.stdout.split('\n')[1]);
    });

    it('passes the source byte for byte', async () => {
      const ran = await run('python', 'print(repr("""a\r\nEOF\n\té"""))\r\n# EOF\n');
      expect(ran.outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    });

    it('kills the program when the caller aborts', async () => {
      const abort = new AbortController();
      const started = performance.now();
      const program = programFor('python', 'print("up")\nwhile True: pass');
      const run = sandbox.run(program, abort.signal);
      await run.next();
      abort.abort(new Error('enough'));
      await expect(run.next()).rejects.toThrow('enough');
      expect(performance.now() - started).toBeLessThan(5000);
    });

    it('runs several programs at once', async () => {
      const runs = await Promise.all(['1', '2', '3', '4'].map((n) => run('python', `print(${n})`)));
      expect(runs.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n', '4\n']);
    });
  });
}
