#include <stdio.h>
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
