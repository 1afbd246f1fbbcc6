import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { programFor } from '../../tools/programs.ts';
import { readToEnd, runIn, runProgram, whenReady, type Ran } from '../../tools/run-in.ts';

const MIB = 1024 * 1024;
/** Prints its input and the files that it finds, and leaves files that another run would find. */
const COUNTING_PYTHON = `import os, sys
note = open("data/note.txt").read() if not os.path.exists("left") and not os.path.exists("/tmp/left") else "left"
print(input(), sys.argv[1], note)
open("left", "w"); open("/tmp/left", "w"); open("data/note.txt", "w").write("changed"); open(sys.argv[0], "w").write("print(0)")
`;
/** Makes files of all kinds: changed, nested, hidden, one byte too large, sparse, and too many. */
const LEAVING = `import os
open("changed.txt", "w").write("new")
os.makedirs("a/b")
open("a/b/deep.txt", "w").write("deep")
open(".hidden", "w").write("no")
open("exact", "w").write("x" * (1 << 20))
with open("hole", "wb") as hole:
    hole.truncate(1 << 25)
os.mkdir("many")
for n in range(20):
    open("many/%02d" % n, "w").write(str(n))
`;
const COUNTING_C = `#include <stdio.h>
int main(int argc, char **argv) {
  static int count;
  char word[20], note[20] = "left";
  FILE *left = fopen("left", "r"), *file = fopen("data/note.txt", "r");
  scanf("%19s", word);
  if (!left && count++ == 0) fgets(note, sizeof note, file);
  printf("%s %s %s\\n", word, argv[1], note);
  fopen("left", "w"), fopen("data/note.txt", "w"), fopen("main", "w");
  return argc - 2;
}`;

/** The tests of every sandbox, with limits of a few seconds, 256 MiB and 1 MiB of output. `make` opens a sandbox. */
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
      ['python', 'pass', ['run']],
      ['c', 'int main(void) { return 0; }', ['compile', 'run']],
    ])('yields each step of %s, and the figures of the run', async (language, code, phases) => {
      const ran = await run(language, code);
      expect(ran.steps.map(({ step }) => step.phase)).toEqual(phases);
      expect(ran.outcome).toMatchObject({ kind: 'exited', exitCode: 0, usage: { stdoutTruncated: false } });
      expect(ran.outcome.usage.wallMs).toBeGreaterThanOrEqual(0);
    });

    it('stops a program that waits at its time limit', async () => {
      const ran = await runIn(sandbox, 'python', 'import time\ntime.sleep(60)', '', { timeMs: 1500 });
      expect(ran.outcome).toMatchObject({ kind: 'killed', step: { phase: 'run' }, by: 'time' });
      expect(ran.outcome.usage.wallMs).toBeGreaterThan(1000);
    });

    it('keeps all output of a stream that has exactly the limit', async () => {
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

    it('passes 1 MiB of input, and its end', async () => {
      const input = `${'0123456789abcdef'.repeat(65_535)}0123456789abcde\n`;
      const ran = await run('python', 'import sys\ndata = sys.stdin.read()\nprint(len(data), data[-4:-1])', input);
      expect(ran.stdout).toBe(`${MIB} cde\n`);
    });

    it('does not wait for a program that never reads its input', async () => {
      const ran = await run('python', 'print("done")', 'x'.repeat(MIB));
      expect(ran.stdout).toBe('done\n');
      expect(ran.outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    });

    it('keeps UTF-8 across split writes, and NUL bytes, and marks bytes that are not UTF-8', async () => {
      const ran = await run(
        'python',
        'import sys, time\nfor b in "é🙂".encode():\n    sys.stdout.buffer.write(bytes([b])); sys.stdout.flush(); time.sleep(0.02)\nsys.stdout.buffer.write(b"\\0|\\xff|")',
      );
      expect(ran.stdout).toBe('é🙂\0|\uFFFD|');
    });

    it('compiles a repeated program only once, with the same result', async () => {
      const code = `#include <stdio.h>
int main(int argc, char **argv) {
  char line[9] = "";
  FILE *self = fopen(argv[0], "w");
  if (self) fputs("forged", self), fclose(self);
  fgets(line, sizeof line, stdin);
  printf("%s %d", line, 1 ? 2 : line);
}
/* ${performance.now()} */`;
      const [first, second] = [await run('c', code, 'one'), await run('c', code, 'two')];
      expect([first, second].map(({ steps }) => steps[0]!.reused)).toEqual([undefined, true]);
      expect([first.stdout, second.stdout]).toEqual(['one 2', 'two 2']);
      const said = (ran: Ran) => ran.events.map(({ stream, text }) => (stream === 'compiler' ? text : '')).join('');
      expect(said(first)).toContain('warning');
      expect(said(second)).toBe(said(first));
      const other = await runProgram(sandbox, { ...programFor('c', code, 'three'), compilerArgs: ['-DX'] });
      expect(other.steps[0]!.reused).toBeUndefined();
    });

    it('compiles a program again when it may read the time', async () => {
      const code = '#include <stdio.h>\nint main(void) { puts(__TIME__); }';
      const steps = [await run('c', code), await run('c', code)].map((ran) => ran.steps[0]!.reused);
      expect(steps).toEqual([undefined, undefined]);
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
      await expect(readToEnd(run)).rejects.toThrow('enough');
      expect(performance.now() - started).toBeLessThan(5000);
    });

    it.each([
      ['python', COUNTING_PYTHON],
      ['c', COUNTING_C],
    ])('compiles %s once, and each run is like the first', async (language, code) => {
      const runs = ['one', 'two', 'three'].map((stdin) => ({ stdin, args: [stdin.toUpperCase()] }));
      const program = { ...programFor(language, code), runs };
      const files = [...program.files, { name: 'data/note.txt', content: 'as it was' }];
      const ran = await runProgram(sandbox, { ...program, files });
      expect(ran.stdout).toBe('one ONE as it was\ntwo TWO as it was\nthree THREE as it was\n');
      expect(ran.steps.map(({ step }) => step)).toEqual([
        ...(language === 'c' ? [{ phase: 'compile' }] : []),
        ...[0, 1, 2].map((run) => ({ phase: 'run', run })),
      ]);
    });

    it('continues after a run that reached a limit, with the limits of each run', async () => {
      const code =
        'import time\nfor n in range(int(input())):\n    print(n, flush=True)\n    time.sleep(60)\nprint("end")';
      const runs = ['1', '0', '1'].map((stdin, n) => ({
        stdin,
        args: [],
        ...(n === 2 && { limits: { outputBytes: 1 } }),
      }));
      const ran = await runProgram(sandbox, { ...programFor('python', code), runs, limits: { timeMs: 2000 } });
      expect(ran.steps.map((step) => (step.kind === 'killed' ? step.by : step.kind))).toEqual([
        'time',
        'exited',
        'output',
      ]);
      expect(ran.stdout).toBe('0\nend\n0');
    });

    it('yields the files that a program has written, within the limits', async () => {
      const code = LEAVING;
      const files = ['main.py', 'same.txt', 'changed.txt'].map((name, n) => ({ name, content: n === 0 ? code : name }));
      const ran = await runProgram(sandbox, { ...programFor('python', code), files, artifacts: true });
      expect([ran.stderr, ran.outcome.kind]).toEqual(['', 'exited']);
      const left = ran.artifacts!.files.map(({ name, content }) => [name, Buffer.from(content, 'base64').toString()]);
      const numbered = Array.from({ length: 20 }, (_, n) => [`many/${String(n).padStart(2, '0')}`, String(n)]);
      expect(left).toEqual([
        ['a/b/deep.txt', 'deep'],
        ['changed.txt', 'new'],
        ['exact', 'x'.repeat(MIB)],
        ...numbered.slice(0, 13),
      ]);
      expect(ran.artifacts!.leftOut).toBe(8);
    });

    it('runs several programs at once', async () => {
      const runs = await Promise.all(['1', '2', '3', '4'].map((n) => run('python', `print(${n})`)));
      expect(runs.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n', '4\n']);
    });
  });
}
