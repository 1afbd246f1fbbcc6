#include <stdio.h>
#include <string.h>

int main(void) {
  char line[200];
  while (fgets(line, sizeof line, stdin)) {
    for (int i = (int)strcspn(line, "\n") - 1; i >= 0; i--) putchar(line[i]);
    putchar('\n');
  }
}
