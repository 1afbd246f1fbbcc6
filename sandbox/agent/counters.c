// Clocks, and the counters of the cgroup, version 1 or 2; 0 where a file or a name is missing.
#include "agent.h"

#include <sched.h>

static int cgroup = -1;

void open_counters(int folder) {
  cgroup = folder >= 0 ? folder : open("/sys/fs/cgroup", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (cgroup >= 0) fcntl(cgroup, F_SETFD, FD_CLOEXEC);
}

int is_version_1(void) { return faccessat(cgroup, "memory/memory.limit_in_bytes", F_OK, 0) == 0; }

uint64_t now_us(clockid_t clock) {
  struct timespec t;
  if (clock_gettime(clock, &t) != 0) return 0;
  return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

uint64_t cpu_of_process_us(pid_t pid) {
  clockid_t clock;
  return clock_getcpuclockid(pid, &clock) == 0 ? now_us(clock) : 0;
}

uint64_t processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return (uint64_t)CPU_COUNT(&set);
  long online = sysconf(_SC_NPROCESSORS_ONLN); // of more than the set has room for
  return online > 0 ? (uint64_t)online : 1;
}

static FILE *open_counter(const char *name) {
  int file = openat(cgroup, name, O_RDONLY | O_CLOEXEC);
  return file < 0 ? NULL : fdopen(file, "r");
}

static uint64_t counter(const char *v2, const char *v1, const char *name) {
  FILE *file = open_counter(v2);
  if (!file) file = open_counter(v1);
  if (!file) return 0;
  char word[64];
  unsigned long long value, found = 0;
  while (fscanf(file, "%63s %llu", word, &value) == 2)
    if (strcmp(word, name) == 0) found = value;
  fclose(file);
  return found;
}

uint64_t oom_kills(void) {
  return counter("memory.events", "memory/memory.oom_control", "oom_kill");
}

uint64_t used_cpu_us(void) {
  uint64_t us = counter("cpu.stat", "cpu/cpu.stat", "usage_usec");
  if (us > 0) return us;
  FILE *file = open_counter("cpuacct/cpuacct.usage");
  if (!file) return 0;
  unsigned long long ns = 0;
  if (fscanf(file, "%llu", &ns) != 1) ns = 0;
  fclose(file);
  return ns / 1000;
}

uint64_t refused_forks(void) {
  return counter("pids.events", "pids/pids.events", "max");
}
