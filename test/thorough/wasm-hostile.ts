import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runIn } from '../../tools/run-in.ts';

/** Tests of programs that attack the sandbox, its host and other programs. */
export function describeHostile(sandbox: () => Sandbox): void {
  describe('a hostile program in WebAssembly', () => {
    const run = (language: string, code: string) => runIn(sandbox(), language, code);

    it('sees no file of the host', async () => {
      const { stdout } = await run(
        'python',
        `import os
for path in ('/etc/passwd', '/proc/self/environ', '/work/../../etc/passwd', '../../../../etc/passwd', '/site/../../etc/passwd', '${process.cwd()}/package.json'):
    try: print(open(path).read(9))
    except OSError as error: print('no')
for link in (os.symlink, os.link):
    try: link('/etc/passwd', 'link'); print(open('link').read(9))
    except OSError as error: print('no')
print(sorted(os.environ), os.listdir('/work'), os.listdir('/tmp'))`,
      );
      expect(stdout).toBe(
        `${'no\n'.repeat(8)}['COLUMNS', 'HOME', 'LANG', 'LINES', 'LOGNAME', 'PATH', 'PWD', 'PYTHONDONTWRITEBYTECODE', 'PYTHONIOENCODING', 'PYTHONUNBUFFERED', 'SHELL', 'TERM', 'TMPDIR', 'USER'] ['main.py'] []\n`,
      );
    });

    it('sees no file of the host in C, neither in the compile nor in the run', async () => {
      for (const file of ['/etc/passwd', '/proc/self/environ', `${process.cwd()}/package.json`]) {
        const { stderr } = await run('c', `#include "${file}"\nint main(void) { return 0; }`);
        expect(stderr).toContain('file not found');
      }
      const { outcome } = await run(
        'c',
        '#include <stdio.h>\n#include <stdlib.h>\nint main(void) { return fopen("/etc/passwd", "r") || fopen("../../etc/passwd", "r") || getenv("CI") || getenv("NODE_ENV"); }',
      );
      expect(outcome).toMatchObject({ exitCode: 0 });
    });

    it('cannot change the headers of others', async () => {
      const write = 'FILE *f = fopen("/usr/include/stdio.h", "w"); if (f) { fputs("#error", f); fclose(f); }';
      await run('c', `#include <stdio.h>\nint main(void) { ${write} }`);
      expect((await run('c', '#include <stdio.h>\nint main(void) { puts("fine"); }')).stdout).toBe('fine\n');
    });

    it.each([
      ['bytes', 'f = open("big", "wb")\nwhile True: f.write(b"x" * (1 << 20))'],
      ['a hole', 'open("big", "wb").truncate(3 << 30)'],
      ['names', 'n = 0\nwhile True: n += 1; open(f"/tmp/{n}", "w").close()'],
      [
        'bytes of removed files',
        'import os\nheld = []\nwhile True:\n  f = open("f", "wb"); f.write(b"x" * (16 << 20)); f.flush(); os.remove("f"); held.append(f)',
      ],
      ['descriptors', 'held = []\nwhile True: held.append(open("main.py"))'],
    ])('cannot fill the host with %s', async (_what, code) => {
      const { outcome, stderr } = await run('python', code);
      if (outcome.kind === 'exited') expect(stderr).toMatch(/OSError: \[Errno (51|33|22|27)\]/);
      else expect(outcome).toMatchObject({ kind: 'killed', by: expect.stringMatching(/^(?:time|starved)$/) });
    });

    it('can use the space of removed files again', async () => {
      const code =
        'import os\nfor n in range(12):\n  open("f", "wb").write(b"x" * (16 << 20)); os.remove("f")\nprint("ok")';
      expect((await run('python', code)).stdout).toBe('ok\n');
    });

    // more such programs, and sources that attack the compiler, are cases of the doctor
    it.each([
      ['python', 'def f(n): return [f(n + 1)]\nimport sys\nsys.setrecursionlimit(10**9)\nf(0)'],
      ['cpp', '#include <vector>\nint main() { std::vector<int*> v; for (;;) v.push_back(new int[1 << 18]()); }'],
      ['c', '#include <signal.h>\nint main(void) { for (;;) raise(SIGTERM); }'],
      [
        'c',
        'static char big[400 << 20];\nint main(int argc, char **argv) { for (unsigned i = 0; i < sizeof big; i++) big[i] = argc; return big[argc]; }',
      ],
    ])('ends in time, and the next program runs: %s %j', async (language, code) => {
      const { outcome } = await run(language, code);
      expect(outcome.kind === 'exited' ? outcome.exitCode : outcome.kind).not.toBe(0);
      expect((await run('python', 'print("fine")')).stdout).toBe('fine\n');
    });

    it.each(Object.entries(WEBASSEMBLY))('cannot end other programs: %s', async (_what, { code, seen }) => {
      const other = run('python', 'import time\ntime.sleep(1)\nprint("fine")');
      expect(await run(code.includes('try {') ? 'cpp' : 'c', code)).toMatchObject(seen);
      expect((await other).stdout).toBe('fine\n');
    });

    it('does not delay others', async () => {
      const busy = Array.from({ length: 3 }, () => run('python', 'while True: pass'));
      const started = performance.now();
      expect((await run('c', 'int main(void) { return 7; }')).outcome).toMatchObject({ exitCode: 7 });
      expect(performance.now() - started).toBeLessThan(10_000);
      for (const { outcome } of await Promise.all(busy))
        expect(outcome).toMatchObject({ by: expect.stringMatching(/^(?:time|starved)$/) });
    });
  });
}

const GROW = (table: string) => `
asm(".tabletype ${table}, externref\\n.globl ${table}\\n${table}:\\n");
asm(".globl grow_${table}\\n.type grow_${table},@function\\ngrow_${table}:\\n.functype grow_${table} (i32) -> (i32)\\n"
    "ref.null_extern\\nlocal.get 0\\ntable.grow ${table}\\nend_function\\n");
int grow_${table}(int);
`;
const imported = (name: string, signature: string) =>
  `__attribute__((import_module("wasi_snapshot_preview1"), import_name("${name}"))) ${signature};\n`;

const TABLES = 'abcdefghij'.split('');

/** Attacks of programs that know the sandbox, and their expected results. */
const WEBASSEMBLY: Record<string, { code: string; seen: object }> = {
  'a table on the heap of the host': {
    code: `#include <stdio.h>\n${GROW('t')}\nint main(void) { printf("%d", grow_t(9000000)); }`,
    seen: { stdout: '-1', outcome: { exitCode: 0 } },
  },
  'many tables': {
    code: `${TABLES.map(GROW).join('')}\nint main(void) { return ${TABLES.map((t) => `grow_${t}(9)`).join('+')}; }`,
    seen: { stderr: expect.stringContaining('cannot run this program: so many tables'), outcome: { exitCode: 126 } },
  },
  'a function that is not there': {
    code: '__attribute__((import_module("env"), import_name("x"))) void x(void);\nint main(void) { x(); }',
    seen: { stderr: expect.stringContaining('cannot run this program'), outcome: { exitCode: 126 } },
  },
  'a call with the wrong types': {
    code: `${imported('fd_allocate', 'int allocate(int, int, long long)')}int main(void) { return allocate(3, 1, 1); }`,
    seen: { outcome: { kind: 'exited' } },
  },
  'a path as long as its memory': {
    code: `#include <stdlib.h>\n#include <string.h>\n${imported('path_unlink_file', 'int unlink_at(int, char *, int)')}
int main(void) { char *p = malloc(200 << 20); memset(p, '/', 200 << 20); return unlink_at(3, p, 200 << 20); }`,
    seen: { outcome: { exitCode: 37 } },
  },
  'descriptors without end': {
    code: `#include <stdio.h>\n${imported('fd_renumber', 'int renumber(int, int)')}
int main(void) { for (int from = fileno(fopen("a", "w")), to = -1;; from = to--) if (renumber(from, to)) return 8; }`,
    seen: { outcome: { exitCode: 8 } },
  },
  'exceptions within exceptions': {
    code: 'static int f(int n) { volatile char a[16]; a[0] = n; try { throw n; } catch (int m) { return f(m + 1) + a[0]; } }\nint main() { return f(0); }',
    seen: { outcome: { kind: expect.stringMatching(/signalled|killed/) } },
  },
};
