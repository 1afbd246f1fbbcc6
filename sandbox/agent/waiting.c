// Whether the program waits for its stdin: the kernel says in which system call each thread is blocked, to a process that
// has the program's uid. Two looks must see the same call while no thread works. Where the kernel does not say the call,
// no program is seen to wait. reads.c knows the calls.
#include "agent.h"

#include <dirent.h>

enum {
  SOON_US = 8000,
  AGAIN_US = 20000,  // between the two looks
  LATEST_US = 40000, // between looks at a program that computes
  LOOK_SHARE = 200,  // looks take less than this part of the time
  MOST_US = 250000,
  SEES_TRIES = 100,
};

struct sight {
  char thread[12], call[256]; // the thread that waits, and its system call as the kernel describes it
};

static struct sight before;
static uint64_t seen_us, last_us, next_us, pause_us, cost_us;

void start_looking(void) {
  before.thread[0] = 0;
  pause_us = SOON_US;
  cost_us = 0;
  last_us = now_us(CLOCK_MONOTONIC);
  next_us = last_us + pause_us;
}

// Called after an event after which programs often wait.
void look_soon(void) {
  if (before.thread[0]) return;
  pause_us = SOON_US > cost_us * LOOK_SHARE ? SOON_US : cost_us * LOOK_SHARE;
  if (last_us + pause_us < next_us) next_us = last_us + pause_us;
}

// False when a thread of the process works.
static int look_at_process(const char *process, struct sight *sight) {
  char path[64], call[256];
  snprintf(path, sizeof path, "/proc/%.10s/task", process);
  DIR *threads = opendir(path);
  if (!threads) return 1;
  int is_quiet = 1;
  for (struct dirent *thread; is_quiet && (thread = readdir(threads));) {
    if (thread->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "/proc/%.10s/task/%.10s/syscall", process, thread->d_name);
    if (read_text(path, call, sizeof call) == 0) continue; // the thread has ended, or the kernel does not say
    if (strncmp(call, "running", 7) == 0) is_quiet = 0;
    else if (!sight->thread[0] && reads_stdin(process, call)) {
      snprintf(sight->thread, sizeof sight->thread, "%.10s", thread->d_name);
      memcpy(sight->call, call, sizeof call);
    }
  }
  closedir(threads);
  return is_quiet;
}

// Whether a thread of the program waits for stdin while no thread works.
static int look(struct sight *sight) {
  memset(sight, 0, sizeof *sight);
  as_program_reads(1);
  DIR *processes = opendir("/proc");
  int is_quiet = processes != NULL;
  for (struct dirent *process; is_quiet && (process = readdir(processes));)
    if (is_of_program(process->d_name)) is_quiet = look_at_process(process->d_name, sight);
  if (processes) closedir(processes);
  as_program_reads(0);
  return is_quiet && sight->thread[0];
}

static void look_again_in(uint64_t us) {
  uint64_t least = cost_us * LOOK_SHARE < MOST_US ? cost_us * LOOK_SHARE : MOST_US;
  last_us = now_us(CLOCK_MONOTONIC);
  next_us = last_us + (us > least ? us : least);
}

uint64_t next_look_us(void) { return may_wait() ? next_us : 0; }

void look_whether_it_waits(void) {
  if (!may_wait() || now_us(CLOCK_MONOTONIC) < next_us) return;
  struct sight now;
  uint64_t cpu_us = now_us(CLOCK_PROCESS_CPUTIME_ID), at_us = now_us(CLOCK_MONOTONIC);
  int waits = look(&now);
  cost_us = now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu_us;
  int is_same = waits && strcmp(before.thread, now.thread) == 0 && strcmp(before.call, now.call) == 0;
  before = now;
  if (!waits) before.thread[0] = 0;
  if (is_same && may_wait()) {
    before.thread[0] = 0;
    return tell_waiting(seen_us);
  }
  if (waits) seen_us = at_us;
  else pause_us = pause_us * 2 < LATEST_US ? pause_us * 2 : LATEST_US;
  look_again_in(waits ? AGAIN_US : pause_us);
}

static void stand_still(void) {
  show_number();
  execl("/proc/self/exe", "agent", "still", NULL);
  _exit(71);
}

void tell_whether_it_sees(void) {
  pid_t pid = as_program(stand_still);
  char path[64], call[256];
  uint8_t sees = 0;
  for (int tries = 0; tries < SEES_TRIES && !sees; tries++) {
    usleep(1000); // the process becomes the program's user, and then waits
    snprintf(path, sizeof path, "/proc/%d/syscall", shown_number());
    as_program_reads(1);
    sees = read_text(path, call, sizeof call) > 0;
    as_program_reads(0);
  }
  kill(pid, SIGKILL);
  wait_for(pid);
  send_frame('v', &sees, 1);
}
