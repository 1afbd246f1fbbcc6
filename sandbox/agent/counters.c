// Clocks, and the counters of the cgroup, version 1 or 2; 0 where a file or a name is missing. The files stay open,
// because they are read several times in each phase.
#include "agent.h"

#include <sched.h>

struct source {
  const char *v2, *v1; // paths in the cgroup's folder
  int fd;              // 0 before the first use, -1 where there is none
};

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
  long online = sysconf(_SC_NPROCESSORS_ONLN); // for more processors than the set can hold
  return online > 0 ? (uint64_t)online : 1;
}

static const char *text_of(struct source *source) {
  static char text[1024];
  if (source->fd == 0) source->fd = openat(cgroup, source->v2, O_RDONLY | O_CLOEXEC);
  if (source->fd < 0 && source->v1) source->fd = openat(cgroup, source->v1, O_RDONLY | O_CLOEXEC);
  source->v1 = NULL;
  ssize_t length = source->fd < 0 ? 0 : pread(source->fd, text, sizeof text - 1, 0);
  text[length > 0 ? length : 0] = 0;
  return text;
}

// The number at the beginning of a file.
static uint64_t number_of(struct source *source) { return strtoull(text_of(source), NULL, 10); }

// The number after a name at the beginning of a line.
static uint64_t number_named(struct source *source, const char *name) {
  const char *text = text_of(source);
  size_t length = strlen(name);
  for (const char *at = text; (at = strstr(at, name)); at += length)
    if ((at == text || at[-1] == '\n') && at[length] == ' ') return strtoull(at + length, NULL, 10);
  return 0;
}

uint64_t free_memory(void) {
  static struct source limit = {"memory.max", "memory/memory.limit_in_bytes", 0};
  static struct source usage = {"memory.current", "memory/memory.usage_in_bytes", 0};
  uint64_t most = number_of(&limit), used = number_of(&usage);
  return used > 0 && used < most ? most - used : 0;
}

uint64_t oom_kills(void) {
  static struct source events = {"memory.events", "memory/memory.oom_control", 0};
  return number_named(&events, "oom_kill");
}

uint64_t used_cpu_us(void) {
  static struct source us = {"cpu.stat", NULL, 0}, ns = {"cpuacct/cpuacct.usage", NULL, 0};
  uint64_t used = number_named(&us, "usage_usec");
  return used > 0 ? used : number_of(&ns) / 1000;
}

uint64_t refused_forks(void) {
  static struct source events = {"pids.events", "pids/pids.events", 0};
  return number_named(&events, "max");
}
