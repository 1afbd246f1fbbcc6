// Whether a system call in which a thread of the program is blocked reads the program's stdin, or waits for input there.
// What the call points to is read from the memory of its process.
#include "agent.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>

enum { MOST_POLLED = 8, MOST_FDS = 1024, LONG_MS = 1000 };

size_t read_text(const char *path, char *text, size_t size) {
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

// Whether a poll is for stdin and nothing else.
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

// A short timeout is a timer of the program. Node's own timers are long, such as one of 8 s after it has freed memory.
static int is_long(int timeout_ms) { return timeout_ms < 0 || timeout_ms >= LONG_MS; }

// True for calls without a time limit, or with a long one.
int reads_stdin(const char *process, const char *call) {
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
