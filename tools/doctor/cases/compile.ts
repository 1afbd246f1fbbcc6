import { latestMs, type Cases } from './case.ts';

/**
 * Sources that attack the compiler. The compile must end within its limit, with any error, and the next program must
 * compile.
 */
export const compile: Cases = (at) => {
  const see = { ends: 'compile', withinMs: latestMs(at.compileMs) } as const;
  const attacks: [does: string, code: string][] = [
    ['includes random numbers without end', '#include </dev/random>\nint main() {}'],
    ['includes zeros without end', '#include "/dev/zero"\nint main() {}'],
    ['includes the stdin of the compiler', '#include "/dev/stdin"\n#include "/dev/tty"\nint main() {}'],
    ['includes itself', '#include "main.cpp"\nint main() {}'],
    ['is a template bomb', 'template <int N> struct A { typename A<N + 1>::type x; };\nA<0> a;\nint main() {}'],
    [
      'is a template bomb that doubles',
      'template <int D, long N> struct B { enum { v = B<D - 1, N * 2>::v + B<D - 1, N * 2 + 1>::v }; };\ntemplate <long N> struct B<0, N> { enum { v = 1 }; };\nint main() { static_assert(B<40, 0>::v > 0); }',
    ],
    [
      'is a constexpr bomb',
      'constexpr long f(long n) { return n < 2 ? n : f(n - 1) + f(n - 2); }\nstatic_assert(f(90) > 0);\nint main() {}',
    ],
    [
      'has an endless constexpr loop',
      'constexpr int f() { for (;;); return 0; }\nconstexpr int x = f();\nint main() {}',
    ],
    ['has a giant initialised array', `char a[${2 ** 40}ull] = {1};\nint main() {}`],
    [
      'has a giant array that compiles to a giant file',
      `char a[${400 * 1024 * 1024}] = {1};\nint main() { return a[5]; }`,
    ],
    ['has errors without end', 'int main() { a; }\n'.repeat(10_000)],
    ['nests without end', `int x = ${'('.repeat(100_000)}1${')'.repeat(100_000)};\nint main() {}`],
    [
      'is a macro bomb',
      `${'ABCDEFGHI'
        .split('')
        .map((name, n, all) => `#define ${name} ${`${all[n + 1] ?? '1;'} `.repeat(8)}\n`)
        .join('')}int main() { A }`,
    ],
    ['lets the assembler repeat without end', '__asm__(".rept 2000000000\\n.long 1\\n.endr");\nint main() {}'],
    [
      'asks for a plugin and other flags',
      '#pragma GCC optimize "no-such"\n#pragma plugin "/work/x.so"\n#error "end"\nint main() {}',
    ],
  ];
  return attacks.map(([does, code]) => ({ does, language: 'cpp' as const, code, see }));
};
