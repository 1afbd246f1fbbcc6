import { latestMs, shortMs, type Cases } from './case.ts';

/** Ordinary programs, as most users submit them. */
export const ordinary: Cases = (at) => [
  {
    does: 'greets the name on stdin',
    language: 'python',
    code: 'print(f"hi {input()}")',
    input: 'you\n',
    see: { ends: 'completed', stdout: 'hi you\n', stderr: '' },
  },
  {
    does: 'greets the name on stdin',
    language: 'cpp',
    code: '#include <iostream>\n#include <string>\nint main() { std::string s; std::cin >> s; std::cout << "hi " << s << "\\n"; }',
    input: 'you',
    see: { ends: 'completed', stdout: 'hi you\n', stderr: '' },
  },
  {
    does: 'greets the name on stdin',
    language: 'c',
    code: '#include <stdio.h>\nint main(void) { char s[9]; scanf("%8s", s); printf("hi %s\\n", s); }',
    input: 'you',
    see: { ends: 'completed', stdout: 'hi you\n', stderr: '' },
  },
  {
    does: 'sorts and counts with <bits/stdc++.h>',
    language: 'cpp',
    code: `#include <bits/stdc++.h>
using namespace std;
int main() {
  map<int, int> seen;
  vector<int> v(10000);
  iota(v.begin(), v.end(), 0);
  for (int x : v) seen[x % 7]++;
  sort(v.rbegin(), v.rend());
  cout << v[0] << " " << seen[3] << "\\n";
}`,
    see: { ends: 'completed', stdout: '9999 1429\n' },
  },
  {
    does: 'exits with its own code',
    language: 'python',
    code: 'print("before")\nraise SystemExit(3)',
    see: { ends: 'exit 3', stdout: 'before\n' },
  },
  {
    does: 'writes to stderr and exits with 0',
    language: 'c',
    code: '#include <stdio.h>\nint main(void) { fputs("warning\\n", stderr); return 0; }',
    see: { ends: 'completed', stdout: '', stderr: 'warning\n' },
  },
  {
    does: 'reads beyond the end of its input',
    language: 'python',
    code: 'input()\ninput()',
    input: 'one line\n',
    see: { ends: 'exit 1', stderr: /EOFError/ },
  },
  {
    does: 'has a syntax error',
    language: 'python',
    code: 'print("a")\nif if\n',
    see: { ends: 'exit 1', stdout: '', stderr: /line 2[^]*SyntaxError/ },
  },
  {
    does: 'does not compile',
    language: 'cpp',
    code: 'int main() {\n  nonsense;\n}',
    see: { ends: 'compile', stderr: /main\.cpp:2:3: error/ },
  },
  {
    does: 'calls itself without end',
    language: 'python',
    code: 'def f(): return f()\nf()',
    see: { ends: 'exit 1', stderr: /RecursionError/ },
  },
  {
    does: 'calls itself without end',
    language: 'c',
    code: '#include <stdio.h>\nint f(int n) { volatile int a[64]; a[0] = n; return f(n + 1) + a[0]; }\nint main(void) { printf("before"); return f(0); }',
    see: { ends: 'signal SIGSEGV', stdout: 'before' },
  },
  {
    does: 'accesses unmapped memory',
    language: 'c',
    code: '#include <stdio.h>\nint main(void) { printf("before"); return *(volatile int *)0x7fffffff; }',
    see: { ends: 'signal SIGSEGV', stdout: 'before' },
  },
  {
    does: 'throws an uncaught exception',
    language: 'cpp',
    code: '#include <stdexcept>\nint main() { throw std::runtime_error("nobody"); }',
    see: { ends: 'signal SIGABRT', stderr: /what\(\): {2}nobody/ },
  },
  {
    does: 'passes every kind of text from stdin to stdout',
    language: 'python',
    code: 'import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())',
    input: 'a\r\nb\0c\ttab é 漢字 🙂 \u2028 \ufeff end',
    see: { ends: 'completed', stdout: 'a\r\nb\0c\ttab é 漢字 🙂 \u2028 \ufeff end' },
  },
  {
    does: 'reads a mebibyte of input',
    language: 'python',
    code: 'import sys\ndata = sys.stdin.read()\nprint(len(data), data[-3:])',
    input: `${'x'.repeat(1024 * 1024 - 3)}end`,
    see: { ends: 'completed', stdout: '1048576 end\n' },
  },
  {
    does: 'writes before it is stopped',
    language: 'python',
    code: 'import time\nprint("kept")\ntime.sleep(3600)',
    timeMs: shortMs(at),
    see: { ends: 'time', stdout: 'kept\n', withinMs: latestMs(shortMs(at)) },
  },
];

/** Ordinary cases that run again after all others, and must end as before. */
export const afterwards: Cases = (at) =>
  ordinary(at)
    .slice(0, 3)
    .map((one) => ({ ...one, does: `${one.does}, after all the others` }));
