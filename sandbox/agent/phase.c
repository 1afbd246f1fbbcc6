// One phase: reaps its processes, forwards their output, and sends the result.
#include "agent.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { BALLAST = 512 << 10 };

struct phase phase;

// Memory that is given back when the program has used up all, so that the result can be sent.
static uint8_t ballast[BALLAST] __attribute__((aligned(4096)));
static int has_ballast;

static void take_ballast(void) {
  if (has_ballast) return;
  madvise(ballast, sizeof ballast, MADV_DONTFORK);
  memset(ballast, 1, sizeof ballast);
  has_ballast = 1;
}

static void give_ballast_back(void) {
  if (free_memory() >= BALLAST) return;
  madvise(ballast, sizeof ballast, MADV_DONTNEED);
  has_ballast = 0;
}

static uint64_t cpu_of(const struct rusage *usage) {
  return (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
         (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

// Reaps one process that has ended, and counts what it used. Returns its pid; 0 or less when there is none.
static pid_t reap_one(int options) {
  int status;
  struct rusage usage;
  pid_t pid = wait4(-1, &status, options, &usage);
  if (pid <= 0) return pid;
  if (pid == phase.pid) phase.status = status;
  if (WIFSTOPPED(status)) return pid;
  uint64_t peak = (uint64_t)usage.ru_maxrss * 1024;
  phase.cpu_us += cpu_of(&usage);
  if (peak > phase.peak_bytes) phase.peak_bytes = peak;
  return pid;
}

// Whether the program's own process has ended. It is not reaped yet, so that its accounts can be read.
static int has_ended(void) {
  siginfo_t info = {0};
  return phase.pid != 0 && waitid(P_PID, (id_t)phase.pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

int reap(void) {
  int done = 0, options = phase.prepared == COMPILES ? WNOHANG | WUNTRACED : WNOHANG;
  if (phase.started_us != 0 && has_ended()) look_at_stalls();
  for (pid_t pid; (pid = reap_one(options)) > 0;) done |= pid == phase.pid;
  return done;
}

void kill_all(void) { kill(-1, SIGKILL); }

static void start(char **argv, void (*first)(void)) {
  phase.out.frame_type = 'o';
  phase.err.frame_type = 'e';
  phase.pid = start_program(argv, first, &phase.out.fd, &phase.err.fd);
}

// Starts the program's own process, or the interpreter that will become it.
void begin_program(char **argv) { start(argv, NULL); }

static void clean_and_stop(void) {
  clean_work();
  raise(SIGSTOP);
}

// Starts a process that cleans up after the last run and stops; it goes on as the program's own process.
void begin_clean_program(char **argv) {
  int status;
  start(argv, clean_and_stop);
  if (waitpid(phase.pid, &status, WUNTRACED) < 0 || !WIFSTOPPED(status)) die(CANNOT_BE_CLEANED);
  phase.boot_cpu_us = cpu_of_process_us(phase.pid);
}

void drop_prepared(void) {
  kill_all();
  while (wait_for(-1) != NOBODY) continue;
  close_stream(&phase.out);
  close_stream(&phase.err);
  phase.pid = 0;
  phase.boot_cpu_us = 0;
  phase.prepared = UNPREPARED;
}

void go_on(void) {
  phase.prepared = UNPREPARED;
  kill(phase.pid, SIGCONT);
}

// Counting begins.
void begin_phase(uint64_t output_cap) {
  phase.output_cap = output_cap;
  phase.oom_kills = oom_kills();
  phase.refused_forks = refused_forks();
  take_ballast();
}

void clear_phase(void) {
  memset(&phase, 0, sizeof phase);
  phase.out.fd = phase.err.fd = -1;
}

// The program's own process has ended: ends all other processes of the program.
static void end_all(void) {
  give_ballast_back();
  kill_all(); // once is enough: the kernel lets no process fork while SIGKILL is pending
  while (reap_one(0) > 0) continue;
}

// The compiler has stopped itself. It keeps its stdin and its streams until it goes on.
static void keep_compiled(void) {
  phase.prepared = HAS_COMPILED;
  phase.started_us = phase.cpu_us = 0;
  phase.out.written = phase.err.written = 0;
}

static void clear_all(void) {
  close_stream(&phase.out);
  close_stream(&phase.err);
  clear_phase();
  new_input();
}

// The program's own process has ended, or has compiled: sends the result.
void finish(void) {
  uint64_t wall_us = now_us(CLOCK_MONOTONIC) - phase.started_us - waited_us();
  int has_compiled = WIFSTOPPED(phase.status) && phase.limit == NONE;
  if (has_compiled) phase.cpu_us = cpu_of_process_us(phase.pid);
  else end_all();
  while (forward(&phase.out)) continue;
  while (forward(&phase.err)) continue;
  uint64_t cpu_us = phase.cpu_us > phase.boot_cpu_us ? phase.cpu_us - phase.boot_cpu_us : 0;
  uint8_t result[32] = {0};
  result[0] = WIFSIGNALED(phase.status) ? 1 : 0;
  result[1] = (uint8_t)(WIFSIGNALED(phase.status) ? WTERMSIG(phase.status) : has_compiled ? 0 : WEXITSTATUS(phase.status));
  result[2] = (uint8_t)phase.limit;
  result[3] = (uint8_t)((oom_kills() > phase.oom_kills) | (refused_forks() > phase.refused_forks) << 1 |
                        phase.out.truncated << 2 | phase.err.truncated << 3 | has_compiled << 4);
  put_u32(result + 4, knows_stalls() ? (uint32_t)stalled_us() : UINT32_MAX);
  put_u64(result + 8, wall_us);
  put_u64(result + 16, cpu_us);
  put_u64(result + 24, phase.peak_bytes);
  end_live();
  stop_clock();
  if (has_compiled) keep_compiled();
  else clear_all();
  send_frame('x', result, sizeof result);
}
