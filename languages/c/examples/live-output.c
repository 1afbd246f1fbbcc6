#include <stdio.h>

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
