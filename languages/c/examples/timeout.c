#include <stdio.h>

int main(void) {
  puts("looking for the largest number ...");
  fflush(stdout);
  for (volatile unsigned n = 0;; n++) continue;
}
