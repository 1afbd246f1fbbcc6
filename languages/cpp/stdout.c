// Linked into every C and C++ program, for live output at full speed. stdout is fully buffered. What it holds is also
// written: after one or two ticks of computing; before calls that wait, or whose effect a terminal would show later
// (calls.c); when the program crashes or a signal ends it; and when its time is up.
#define _GNU_SOURCE
#include "live.h"
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/single_threaded.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { TICK_NS = 10000000, SOON_NS = 1000000 };

static FILE *out;
static char text[1 << 16], spare_stack[16384];
static char *inherited_from, *inherited_to; // what stdout held when this process was forked: the parent writes that
static timer_t timer;
static int has_timer;
static uintptr_t library_begin, library_end; // the range of the C library's code

static int holds(void) { return out->_IO_write_ptr > out->_IO_write_base; }
static int is_wide(void) { return out->_mode > 0; } // a wide stream has another buffer

// Whether a thread is in a call of stdio on stdout, this one included: the first word of the stream's lock says so.
static int is_in_use(void) { return *(volatile int *)out->_lock != 0; }

static void begin_at(char *at) {
  out->_IO_write_base = out->_IO_read_base = out->_IO_read_ptr = out->_IO_read_end = at;
}

// Writes what is held up to `end` and moves the beginning of the held part there. Its end is not changed: the program
// may be moving that at this moment. One byte of a full buffer stays, because stdio empties a full buffer only if there
// is something to write.
static void write_until(char *end) {
  char *from = out->_IO_write_base;
  if (end > out->_IO_buf_end - 1) end = out->_IO_buf_end - 1;
  while (from < end) {
    long n = syscall(SYS_write, out->_fileno, from, (size_t)(end - from));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break; // it stays held, and stdio reports the error to the program later
    from += n;
    if (out->_offset >= 0) out->_offset += n;
    begin_at(from);
  }
}

static void write_stdout(enum sandbox_part part) {
  if (is_in_use() || ftrylockfile(out) != 0) return;
  char *base = out->_IO_write_base, *end = out->_IO_write_ptr;
  char *line = part == LINES ? memrchr(base, '\n', (size_t)(end - base)) : NULL;
  if (is_wide()) fflush_unlocked(out);
  else if (part == EVERYTHING) write_until(end);
  else if (line != NULL) write_until(line + 1);
  funlockfile(out);
}

int sandbox_holds(void) {
  return out != NULL && (holds() || is_wide() || (sandbox_streams_hold && sandbox_streams_hold()));
}

void sandbox_write(enum sandbox_part part) {
  if (!sandbox_holds()) return;
  int error = errno;
  if (holds() || is_wide()) write_stdout(part);
  if (sandbox_write_streams) sandbox_write_streams(part);
  errno = error;
}

// The program is dying: writes without waiting for a lock. A child does not write what it has inherited from its parent.
static void write_last(void) {
  signal(SIGALRM, SIG_DFL);
  alarm(1);
  if (sandbox_write_last_of_streams) sandbox_write_last_of_streams();
  if (out->_IO_write_base == inherited_from && out->_IO_write_ptr >= inherited_to) begin_at(inherited_to);
  write_until(out->_IO_write_ptr);
  fflush_unlocked(out); // wide characters, and the last byte of a full buffer
}

static void on_end(int signal) {
  write_last();
  raise(signal); // the handler was reset, so the signal now ends the program
}

static void tick_in(long ns) {
  struct itimerspec once = {{0, 0}, {0, ns}};
  if (has_timer) timer_settime(timer, 0, &once, NULL);
}

// Where the program was interrupted, and the second argument of the system call in which it may have been.
struct place {
  uintptr_t at, argument;
};

static struct place place_of(const ucontext_t *interrupted) {
#if defined __x86_64__
  const greg_t *registers = interrupted->uc_mcontext.gregs;
  return (struct place){(uintptr_t)registers[REG_RIP], (uintptr_t)registers[REG_RSI]};
#elif defined __aarch64__
  return (struct place){interrupted->uc_mcontext.pc, interrupted->uc_mcontext.regs[1]};
#else
  return (struct place){library_begin, (uintptr_t)out->_IO_write_base};
#endif
}

// Whether the program may be working on stdout without a lock, in a function of the C library that takes none: it was
// interrupted in the library's code while the buffer has changed, or while the buffer is being written.
static int may_be_at_work(struct place place, int is_quiet) {
  if (place.at < library_begin || place.at >= library_end) return 0;
  return !is_quiet || (place.argument >= (uintptr_t)out->_IO_buf_base && place.argument <= (uintptr_t)out->_IO_buf_end);
}

// Writes what was complete at the last tick. Where the buffer has not changed since then, nobody is working on it.
static void tick(const ucontext_t *interrupted) {
  static char *from, *to;
  int is_same = from == out->_IO_write_base && to <= out->_IO_write_ptr;
  int is_quiet = is_same && to == out->_IO_write_ptr && !is_wide();
  int is_busy = is_in_use() || may_be_at_work(place_of(interrupted), is_quiet);
  if (!is_busy && ftrylockfile(out) == 0) {
    if (is_wide()) fflush_unlocked(out);
    else if (from == out->_IO_write_base && to <= out->_IO_write_ptr) write_until(to);
    funlockfile(out);
  }
  if (sandbox_write_streams) sandbox_write_streams(OLD);
  from = out->_IO_write_base;
  to = out->_IO_write_ptr;
  tick_in(is_busy && (holds() || is_wide()) ? SOON_NS : TICK_NS);
}

// SIGURG from the guest agent (process 1) says that time is up; from the timer, that the program has computed for a tick.
static void on_urgent(int signal, siginfo_t *info, void *interrupted) {
  (void)signal;
  int error = errno;
  if (info->si_code == SI_TIMER) tick(interrupted);
  if (info->si_code == SI_USER && info->si_pid == 1) {
    write_last();
    kill(getpid(), SIGKILL);
  }
  errno = error;
}

void sandbox_begin_wait(struct sandbox_wait *wait) {
  sandbox_write(EVERYTHING);
  wait->is_masked = !__libc_single_threaded; // other threads may be computing and need their ticks
  if (!wait->is_masked) return tick_in(0);
  sigset_t urgent;
  sigemptyset(&urgent);
  sigaddset(&urgent, SIGURG);
  pthread_sigmask(SIG_BLOCK, &urgent, &wait->mask);
}

void sandbox_end_wait(const struct sandbox_wait *wait) {
  int error = errno;
  if (wait->is_masked) pthread_sigmask(SIG_SETMASK, &wait->mask, NULL);
  else tick_in(TICK_NS);
  errno = error;
}

static void start_timer(void) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGURG}; // ignored where there is no handler
  has_timer = timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) == 0;
  tick_in(TICK_NS);
}

static void before_fork(void) { sandbox_write(LINES); }
static void before_end(void) { sandbox_write(EVERYTHING); } // the library then writes its other streams, of which one may lead to stdout's file

static void after_fork(void) {
  inherited_from = out->_IO_write_base;
  inherited_to = out->_IO_write_ptr;
  if (sandbox_streams_forked) sandbox_streams_forked();
  start_timer();
}

static int find_library(struct dl_phdr_info *object, size_t size, void *unused) {
  (void)size, (void)unused;
  int is_it = 0;
  for (int n = 0; n < object->dlpi_phnum; n++) {
    const ElfW(Phdr) *part = object->dlpi_phdr + n;
    uintptr_t begin = object->dlpi_addr + part->p_vaddr, end = begin + part->p_memsz;
    if (part->p_type != PT_LOAD) continue;
    if ((uintptr_t)out >= begin && (uintptr_t)out < end) is_it = 1;
    if (part->p_flags & PF_X) library_begin = begin, library_end = end;
  }
  return is_it;
}

// Signals that end a program unless it handles them.
static const int ends[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT, SIGSYS,  SIGTRAP, SIGHUP,
                           SIGINT,  SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1, SIGUSR2, SIGXFSZ, SIGXCPU, SIGVTALRM, SIGPROF};

// Runs before the program's own constructors, which may write and crash too.
__attribute__((constructor(101))) static void live_output(void) {
  out = stdout;
  setvbuf(out, text, &sandbox_has_calls ? _IOFBF : _IOLBF, sizeof text);
  dl_iterate_phdr(find_library, NULL);
  stack_t stack = {.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
  sigaltstack(&stack, NULL);
  struct sigaction end = {.sa_handler = on_end, .sa_flags = SA_ONSTACK | SA_RESETHAND | SA_NODEFER};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) sigaction(ends[i], &end, NULL);
  struct sigaction urgent = {.sa_sigaction = on_urgent, .sa_flags = SA_ONSTACK | SA_RESTART | SA_SIGINFO};
  sigaction(SIGURG, &urgent, NULL);
  pthread_atfork(before_fork, NULL, after_fork);
  atexit(before_end);
  at_quick_exit(before_fork);
  start_timer();
}
