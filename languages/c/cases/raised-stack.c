// {"want":["completed"],"stdout_is":"150000\n","wasm":null,"about":"a program that raises the limit of its stack, as solutions with deep recursion do"}
#include <stdio.h>
#include <sys/resource.h>

static int depth_of(int n) {
  volatile char frame[1000];
  frame[0] = 0;
  return n == 0 ? 0 : depth_of(n - 1) + 1 + frame[0];
}

int main(void) {
  struct rlimit stack;
  getrlimit(RLIMIT_STACK, &stack);
  stack.rlim_cur = 1 << 30;
  if (setrlimit(RLIMIT_STACK, &stack) != 0) return perror("setrlimit"), 1;
  printf("%d\n", depth_of(150000));
}
