// The limits of time: when to look, and what to do when a limit is reached.
#include "agent.h"

enum {
  WRITE_US = 1000000, // the time to write held output, on a busy machine too
  LOOK_US = 10000, // between looks at the processor time of a program near its limit
  LOOK_AT_STALLS_US = 50000, // at least; looks that cost much are less frequent
  LOOK_AT_STALLS_MOST_US = 250000,
  LOOK_SHARE = 300, // looks take less than this part of the time
  MOST_WALL = 3, // stalls do not count, but a phase ends after so many times its limit of time
};

// 0 without a limit
static uint64_t time_limit_us, deadline_us, stalls_us, look_us, cpu_limit_us, cpu_before_us;
static int asked; // the program was asked to write what it holds

void start_clock(uint64_t time_us, uint64_t cpu_us) {
  cpu_before_us = used_cpu_us();
  cpu_limit_us = cpu_us;
  start_stalls();
  phase.started_us = now_us(CLOCK_MONOTONIC);
  time_limit_us = time_us;
  deadline_us = phase.started_us + time_us;
  stalls_us = phase.started_us + LOOK_AT_STALLS_US;
  look_us = phase.started_us + cpu_us / processors();
}

void stop_clock(void) {
  deadline_us = cpu_limit_us = 0;
  asked = 0;
}

// Whether the program's own process has a handler for SIGURG, according to /proc.
static int handles_urgent(void) {
  char path[32], line[256];
  snprintf(path, sizeof path, "/proc/%d/status", shown_number());
  FILE *file = fopen(path, "re");
  if (!file) return 0;
  unsigned long long caught = 0;
  while (fgets(line, sizeof line, file) && sscanf(line, "SigCgt: %llx", &caught) != 1) continue;
  fclose(file);
  return (int)(caught >> (SIGURG - 1) & 1);
}

// A program that holds output back gets a moment to write it (stdout.c). A program without a handler ends at once.
static void ask_for_last_words(enum limit limit) {
  if (phase.limit == NONE) phase.limit = limit;
  asked = 1;
  deadline_us = now_us(CLOCK_MONOTONIC);
  if (!handles_urgent()) return;
  deadline_us += WRITE_US;
  kill(phase.pid, SIGURG);
}

// The deadline is later by the time in which the program was stalled.
static void look_at_time(void) {
  uint64_t cost_us = now_us(CLOCK_PROCESS_CPUTIME_ID);
  look_at_stalls();
  cost_us = now_us(CLOCK_PROCESS_CPUTIME_ID) - cost_us;
  uint64_t now = now_us(CLOCK_MONOTONIC), begun = phase.started_us + waited_us(), last = begun + MOST_WALL * time_limit_us;
  deadline_us = begun + time_limit_us + stalled_us();
  int starved = deadline_us > last;
  if (starved) deadline_us = last;
  if (now >= deadline_us) return ask_for_last_words(starved ? STARVED : TIME);
  uint64_t pause_us = cost_us * LOOK_SHARE;
  if (pause_us < LOOK_AT_STALLS_US) pause_us = LOOK_AT_STALLS_US;
  if (pause_us > LOOK_AT_STALLS_MOST_US) pause_us = LOOK_AT_STALLS_MOST_US;
  stalls_us = now + pause_us;
}

// The processor time of the phase so far, also of processes that have ended.
static uint64_t phase_cpu_us(void) {
  uint64_t used = used_cpu_us();
  if (used > 0) return used - cpu_before_us;
  uint64_t own = cpu_of_process_us(phase.pid); // the kernel does not count all processes: uses the program's own process
  return phase.cpu_us + (own > phase.boot_cpu_us ? own - phase.boot_cpu_us : 0);
}

// The next look is when all processors together could have reached the limit, not earlier.
static void look_at_cpu(uint64_t now) {
  uint64_t used = phase_cpu_us();
  if (used >= cpu_limit_us) return ask_for_last_words(CPU);
  uint64_t least = (cpu_limit_us - used) / processors();
  look_us = now + (least > LOOK_US ? least : LOOK_US);
}

// An interactive program has waited for too long, or has run for too long in all.
static void look_at_session(uint64_t now) {
  enum limit why;
  uint64_t end = live_deadline_us(&why);
  if (end != 0 && now >= end) ask_for_last_words(why);
}

static uint64_t sooner(uint64_t a, uint64_t b) { return b != 0 && b < a ? b : a; }

static int looks(void) { return cpu_limit_us != 0 && !asked; }

int time_left_ms(void) {
  if (deadline_us == 0) return -1;
  enum limit why;
  uint64_t now = now_us(CLOCK_MONOTONIC), next = deadline_us;
  if (!asked && is_waiting()) next = UINT64_MAX;
  else if (!asked) next = sooner(next, stalls_us);
  if (!asked) next = sooner(sooner(next, live_deadline_us(&why)), next_look_us());
  if (looks()) next = sooner(next, look_us);
  return now >= next ? 0 : (int)((next - now) / 1000 + 1);
}

void keep_limits(void) {
  uint64_t now = now_us(CLOCK_MONOTONIC);
  if (deadline_us == 0) return;
  if (asked && now >= deadline_us) deadline_us = 0, kill_all();
  if (asked) return;
  look_whether_it_waits();
  look_at_session(now);
  if (asked) return;
  if (!is_waiting() && (now >= deadline_us || now >= stalls_us)) look_at_time();
  if (looks() && now >= look_us) look_at_cpu(now);
}
