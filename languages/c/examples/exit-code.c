#include <stdio.h>

int main(void) {
  puts("This is on stdout.");
  fputs("This is on stderr.\n", stderr);
  return 3;
}
