// {"want":["error:signal"],"signal":"SIGTERM","stdout_is":"before\npartial","wasm":null,"about":"what a program has printed before a signal ends it is not lost"}
#include <signal.h>
#include <stdio.h>

int main(void) {
  printf("before\npartial");
  raise(SIGTERM);
}
