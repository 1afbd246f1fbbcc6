// Linked into every C and C++ program: stdout is line-buffered, so that output is live, and what it holds is written
// when the program crashes.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char spare_stack[16384];

// The program is dying and this is its last act: stdio's lock is not waited for.
static void flush_and_die(int signal) {
  alarm(1);
  fflush_unlocked(stdout);
  raise(signal); // the handler was reset: this time it kills
}

__attribute__((constructor)) static void live_output(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  stack_t stack = {.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
  sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_handler = flush_and_die, .sa_flags = SA_ONSTACK | SA_RESETHAND | SA_NODEFER};
  static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, NULL);
}
