// Clocks, and the counters of the cgroup, version 1 or 2; 0 where a file or a name is missing.
#include "agent.h"

#include <sched.h>

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

static uint64_t counter(const char *v2, const char *v1, const char *name) {
  FILE *file = fopen(v2, "re");
  if (!file) file = fopen(v1, "re");
  if (!file) return 0;
  char word[64];
  unsigned long long value, found = 0;
  while (fscanf(file, "%63s %llu", word, &value) == 2)
    if (strcmp(word, name) == 0) found = value;
  fclose(file);
  return found;
}

uint64_t oom_kills(void) {
  return counter("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control", "oom_kill");
}

uint64_t used_cpu_us(void) {
  uint64_t us = counter("/sys/fs/cgroup/cpu.stat", "/dev/null", "usage_usec");
  if (us > 0) return us;
  FILE *file = fopen("/sys/fs/cgroup/cpuacct/cpuacct.usage", "re");
  if (!file) return 0;
  unsigned long long ns = 0;
  if (fscanf(file, "%llu", &ns) != 1) ns = 0;
  fclose(file);
  return ns / 1000;
}

uint64_t refused_forks(void) {
  return counter("/sys/fs/cgroup/pids.events", "/sys/fs/cgroup/pids/pids.events", "max");
}
