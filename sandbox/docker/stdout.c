// Linked into every C and C++ program: stdout is line-buffered, so that output is live, and what it still holds is
// written when the program crashes or has run out of time.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// What cout.cpp holds back, where it is linked.
__attribute__((weak)) void write_what_streams_hold(void);
__attribute__((weak)) void write_what_is_old(void);

static char spare_stack[16384];

// The program is dying and this is its last act: stdio's lock is not waited for.
static void write_all(void) {
  alarm(1);
  if (write_what_streams_hold) write_what_streams_hold();
  fflush_unlocked(stdout);
}

static void on_crash(int signal) {
  write_all();
  raise(signal); // the handler was reset: this time it kills
}

// From the guest agent (process 1) it says that time is up; from a timer, that cout may hold something.
static void on_urgent(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  if (info->si_code == SI_TIMER && write_what_is_old) write_what_is_old();
  if (info->si_code != SI_USER || info->si_pid != 1) return;
  write_all();
  kill(getpid(), SIGKILL);
}

// Before the program's own constructors, which may write and crash too.
__attribute__((constructor(101))) static void live_output(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  stack_t stack = {.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
  sigaltstack(&stack, NULL);
  struct sigaction crash = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK | SA_RESETHAND | SA_NODEFER};
  static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &crash, NULL);
  struct sigaction urgent = {.sa_sigaction = on_urgent, .sa_flags = SA_ONSTACK | SA_RESTART | SA_SIGINFO};
  sigaction(SIGURG, &urgent, NULL);
}
