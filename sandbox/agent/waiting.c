// Whether the program waits for its stdin: the kernel says in which system call each thread is blocked, to whoever has
// the program's uid. Two looks must see the same, with nobody at work; a kernel that does not say has no program waiting.
#include "agent.h"

#include <dirent.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/fsuid.h>
#include <sys/select.h>
#include <sys/syscall.h>

enum {
  SOON_US = 8000,
  AGAIN_US = 20000,  // the second look
  LATEST_US = 40000, // a program that computes is looked at so often
  LOOK_SHARE = 200,  // a look takes less than this part of the time
  MOST_US = 250000,
  MOST_POLLED = 8,
  MOST_FDS = 1024,
  SEES_TRIES = 100,
  LONG_MS = 1000,
};

struct sight {
  char thread[12], call[256]; // the one that waits, and what the kernel says of it
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

// Something has happened after which programs like to wait.
void look_soon(void) {
  if (before.thread[0]) return;
  pause_us = SOON_US > cost_us * LOOK_SHARE ? SOON_US : cost_us * LOOK_SHARE;
  if (last_us + pause_us < next_us) next_us = last_us + pause_us;
}

static size_t read_text(const char *path, char *text, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n = file < 0 ? -1 : read(file, text, size - 1);
  if (file >= 0) close(file);
  text[n > 0 ? n : 0] = 0;
  return n > 0 ? (size_t)n : 0;
}

static int is_stdin(const char *process, long long fd) {
  char path[64], link[64], wanted[64];
  if (fd < 0 || fd > INT32_MAX) return 0;
  snprintf(path, sizeof path, "/proc/%.10s/fd/%lld", process, fd);
  ssize_t n = readlink(path, link, sizeof link - 1);
  if (n <= 0) return 0;
  link[n] = 0;
  snprintf(wanted, sizeof wanted, "pipe:[%llu]", (unsigned long long)live_inode());
  return strcmp(link, wanted) == 0;
}

static int read_memory(const char *process, uint64_t at, void *to, size_t size) {
  char path[32];
  snprintf(path, sizeof path, "/proc/%.10s/mem", process);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t n = pread(file, to, size, (off_t)at);
  close(file);
  return n == (ssize_t)size;
}

// For stdin and nothing else.
static int polls_stdin(const char *process, uint64_t list, uint64_t count) {
  struct pollfd on[MOST_POLLED];
  if (count == 0 || count > MOST_POLLED || !read_memory(process, list, on, count * sizeof *on)) return 0;
  for (size_t n = 0; n < count; n++)
    if (on[n].fd >= 0 && (!(on[n].events & POLLIN) || !is_stdin(process, on[n].fd))) return 0;
  return 1;
}

static int selects_stdin(const char *process, uint64_t count, uint64_t reads) {
  fd_set set;
  size_t size = (count + 63) / 64 * 8;
  if (count == 0 || count > MOST_FDS || reads == 0) return 0;
  FD_ZERO(&set);
  if (!read_memory(process, reads, &set, size)) return 0;
  int found = 0;
  for (int fd = 0; fd < (int)count; fd++) {
    if (!FD_ISSET(fd, &set)) continue;
    if (!is_stdin(process, fd)) return 0;
    found = 1;
  }
  return found;
}

static int awaits_stdin(const char *process, uint64_t epoll) {
  char path[64], text[4096];
  snprintf(path, sizeof path, "/proc/%.10s/fdinfo/%u", process, (unsigned)epoll);
  read_text(path, text, sizeof text);
  for (char *line = strstr(text, "tfd:"); line; line = strstr(line + 1, "tfd:")) {
    int fd;
    unsigned events;
    if (sscanf(line, "tfd: %d events: %x", &fd, &events) == 2 && events & EPOLLIN && is_stdin(process, fd)) return 1;
  }
  return 0;
}

// Node keeps timers of its own, such as one of 8 s after it has freed memory; what is due sooner is the program's.
static int is_long(int timeout_ms) { return timeout_ms < 0 || timeout_ms >= LONG_MS; }

// `call`: the number, six arguments, the stack's and the instruction's place. A call with a short time limit is no waiting.
static int reads_stdin(const char *process, const char *call) {
  long number;
  unsigned long long a[6];
  if (sscanf(call, "%ld %llx %llx %llx %llx %llx %llx", &number, a, a + 1, a + 2, a + 3, a + 4, a + 5) != 7) return 0;
  switch (number) {
  case SYS_read:
  case SYS_readv: return is_stdin(process, (long long)a[0]);
  case SYS_epoll_pwait: return is_long((int)a[3]) && awaits_stdin(process, a[0]);
  case SYS_ppoll: return a[2] == 0 && polls_stdin(process, a[0], a[1]);
  case SYS_pselect6: return a[2] == 0 && a[4] == 0 && selects_stdin(process, a[0], a[1]);
#ifdef SYS_epoll_pwait2
  case SYS_epoll_pwait2: return a[3] == 0 && awaits_stdin(process, a[0]);
#endif
#ifdef __x86_64__
  case SYS_epoll_wait: return is_long((int)a[3]) && awaits_stdin(process, a[0]);
  case SYS_poll: return (int)a[2] < 0 && polls_stdin(process, a[0], a[1]);
  case SYS_select: return a[2] == 0 && a[4] == 0 && selects_stdin(process, a[0], a[1]);
#endif
  default: return 0;
  }
}

// False when a thread is at work.
static int look_at_process(const char *process, struct sight *sight) {
  char path[64], call[256];
  snprintf(path, sizeof path, "/proc/%.10s/task", process);
  DIR *threads = opendir(path);
  if (!threads) return 1;
  int is_quiet = 1;
  for (struct dirent *thread; is_quiet && (thread = readdir(threads));) {
    if (thread->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "/proc/%.10s/task/%.10s/syscall", process, thread->d_name);
    if (read_text(path, call, sizeof call) == 0) continue; // it has ended, or nobody says
    if (strncmp(call, "running", 7) == 0) is_quiet = 0;
    else if (!sight->thread[0] && reads_stdin(process, call)) {
      snprintf(sight->thread, sizeof sight->thread, "%.10s", thread->d_name);
      memcpy(sight->call, call, sizeof call);
    }
  }
  closedir(threads);
  return is_quiet;
}

// Whether a thread waits for stdin while none is at work.
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
    usleep(1000); // it becomes the program's user, and then waits
    snprintf(path, sizeof path, "/proc/%d/syscall", shown_number());
    as_program_reads(1);
    sees = read_text(path, call, sizeof call) > 0;
    as_program_reads(0);
  }
  kill(pid, SIGKILL);
  wait_for(pid);
  send_frame('v', &sees, 1);
}
