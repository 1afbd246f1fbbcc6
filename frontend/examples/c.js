// Examples in C: what to see, the program, and what it reads.
ide.examples.c = [
  {
    name: 'Input',
    about: 'Turns each line it reads around',
    input: 'stressed\nnever odd or even\n',
    code: String.raw`#include <stdio.h>
#include <string.h>

int main(void) {
  char line[200];
  while (fgets(line, sizeof line, stdin)) {
    for (int i = (int)strcspn(line, "\n") - 1; i >= 0; i--) putchar(line[i]);
    putchar('\n');
  }
}
`,
  },
  {
    name: 'Live output',
    about: 'A fractal, drawn row by row',
    input: '',
    code: String.raw`#include <stdio.h>

int main(void) {
  for (double y = -1.15; y <= 1.15; y += 0.1) {
    for (double x = -2.1; x <= 0.7; x += 0.045) {
      double a = 0, b = 0;
      int n = 0;
      for (; n < 200000 && a * a + b * b < 4; n++) {
        double next = a * a - b * b + x;
        b = 2 * a * b + y;
        a = next;
      }
      putchar(n == 200000 ? '#' : ".,:;+*o%"[n % 8]);
    }
    putchar('\n');
    fflush(stdout);
  }
}
`,
  },
  {
    name: 'A compile error',
    about: 'Marked beside the line, and a link in the output',
    input: '',
    code: String.raw`#include <stdio.h>

int main(void) {
  int total = 0;
  for (int i = 0; i < 10; i++) totl += i;
  printf("%d\n", total)
}
`,
  },
  {
    name: 'A timeout',
    about: 'Never ends by itself; press Stop, or wait',
    input: '',
    code: String.raw`#include <stdio.h>

int main(void) {
  puts("looking for the largest number ...");
  fflush(stdout);
  for (volatile unsigned n = 0;; n++) continue;
}
`,
  },
  {
    name: 'Algorithm: prime sieve',
    about: 'The sieve of Eratosthenes',
    input: '1000000\n',
    code: String.raw`#include <stdio.h>
#include <stdlib.h>

int main(void) {
  int most;
  if (scanf("%d", &most) != 1 || most < 2) return 1;
  char *composite = calloc(most + 1, 1);
  int count = 0, last = 0;
  for (int n = 2; n <= most; n++) {
    if (composite[n]) continue;
    count++;
    last = n;
    for (long long multiple = (long long)n * n; multiple <= most; multiple += n) composite[multiple] = 1;
  }
  printf("%d primes up to %d, the largest is %d\n", count, most, last);
  free(composite);
}
`,
  },
  {
    name: 'Exit code',
    about: 'Writes to stderr and exits with 3',
    input: '',
    code: String.raw`#include <stdio.h>

int main(void) {
  puts("This is on stdout.");
  fputs("This is on stderr.\n", stderr);
  return 3;
}
`,
  },
];
