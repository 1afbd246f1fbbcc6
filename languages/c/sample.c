#include <stdio.h>

int main(void) {
  char name[80];
  if (scanf("%79s", name) == 1) printf("Hello, %s!\n", name);
}
