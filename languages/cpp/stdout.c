// Linked into every C and C++ program: stdout is line-buffered, so that output is live, and what it still holds is
// written when the program crashes, is ended by another signal, or has run out of time.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// What cout.cpp holds back, where it is linked.
__attribute__((weak)) void write_what_streams_hold(void);
__attribute__((weak)) void write_what_is_old(void);

static char spare_stack[16384];
static pid_t program;

// The program is dying and this is its last act: stdio's lock is not waited for.
static void write_all(void) {
  signal(SIGALRM, SIG_DFL);
  alarm(1);
  if (write_what_streams_hold) write_what_streams_hold();
  fflush_unlocked(stdout);
}

// What a forked process holds may be its parent's, and is not written.
static void on_end(int signal) {
  if (getpid() == program) write_all();
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

// The signals that end a program which does not handle them.
static const int ends[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT, SIGSYS,  SIGTRAP, SIGHUP,
                           SIGINT,  SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1, SIGUSR2, SIGXFSZ, SIGXCPU, SIGVTALRM, SIGPROF};

// Before the program's own constructors, which may write and crash too.
__attribute__((constructor(101))) static void live_output(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  stack_t stack = {.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
  sigaltstack(&stack, NULL);
  program = getpid();
  struct sigaction end = {.sa_handler = on_end, .sa_flags = SA_ONSTACK | SA_RESETHAND | SA_NODEFER};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) sigaction(ends[i], &end, NULL);
  struct sigaction urgent = {.sa_sigaction = on_urgent, .sa_flags = SA_ONSTACK | SA_RESTART | SA_SIGINFO};
  sigaction(SIGURG, &urgent, NULL);
}
