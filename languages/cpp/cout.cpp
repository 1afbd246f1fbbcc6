// Linked into every C++ program: output is live after std::ios::sync_with_stdio(false) too. The library's own buffers
// are then written when they are full, which may be never. Ours are written as well before a call that waits, in a
// crash (stdout.c), and by a timer that runs while the program computes and so never disturbs its sleep.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <dlfcn.h>
#include <new>
#include <ostream>
#include <poll.h>
#include <pthread.h>
#include <streambuf>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace std {
extern ostream cout, cerr, clog;
}

namespace {

constexpr long TICK_NS = 15'000'000; // of computing: what is written is seen after two ticks at the latest

timer_t timer;
bool has_timer;
std::atomic<bool> ticking;

void tick_soon() {
  if (has_timer && !ticking.exchange(true)) {
    itimerspec once{{0, 0}, {0, TICK_NS}};
    timer_settime(timer, 0, &once, nullptr);
  }
}

// A buffer that can be written from a signal handler: whoever moves its beginning holds `taken`, and what was there at
// one tick, complete, is written at the next.
class Live : public std::streambuf {
  FILE *file;
  char text[1 << 16];
  const char *written = text, *seen = text;
  std::atomic<bool> taken{false};

public:
  explicit Live(FILE *file) : file(file) {}

  bool holds() const { return pptr() != nullptr && pptr() > written; }

  // Called while something else may be under way, so it gives up when the buffer is taken.
  void write_if_free(bool only_old) {
    if (taken.exchange(true)) return;
    if (pptr() != nullptr) write_to(only_old ? seen : pptr());
    seen = pptr();
    taken = false;
  }

protected:
  int overflow(int c) override {
    if (!empty()) return traits_type::eof();
    take();
    setp(text, text + sizeof text);
    written = seen = text;
    taken = false;
    tick_soon();
    return c == traits_type::eof() ? 0 : sputc(static_cast<char>(c));
  }

  int sync() override { return empty() ? 0 : -1; }

private:
  void take() {
    while (taken.exchange(true)) continue;
  }

  bool empty() {
    if (pptr() == nullptr) return true;
    take();
    bool all = write_to(pptr());
    setp(nullptr, nullptr); // the next character comes through overflow
    written = seen = text;
    taken = false;
    return all;
  }

  bool write_to(const char *end) {
    while (written < end) {
      ssize_t n = ::write(fileno(file), written, static_cast<size_t>(end - written));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return false;
      written += n;
    }
    return true;
  }
};

// Never destroyed: the library writes to them at the very end.
alignas(Live) char space[2][sizeof(Live)];
Live *live_out, *live_err;

void write_before_waiting() {
  for (Live *live : {live_out, live_err})
    if (live != nullptr && live->holds()) live->write_if_free(false);
}

void go_live() {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGURG; // ignored where nobody handles it
  has_timer = timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) == 0;
  live_out = new (space[0]) Live(stdout);
  live_err = new (space[1]) Live(stderr);
  std::cout.rdbuf(live_out);
  std::cerr.rdbuf(live_err);
  std::clog.rdbuf(live_err);
}

template <class F> F *library_s(F *, const char *name) { return reinterpret_cast<F *>(dlsym(RTLD_NEXT, name)); }

// Around a call that waits: what is held is written, and the timer of another thread's computing does not end it early.
struct Waiting {
  sigset_t before;
  bool quiet;
  Waiting() : quiet(live_out != nullptr) {
    if (!quiet) return;
    write_before_waiting();
    sigset_t urgent;
    sigemptyset(&urgent);
    sigaddset(&urgent, SIGURG);
    pthread_sigmask(SIG_BLOCK, &urgent, &before);
  }
  ~Waiting() {
    int error = errno;
    if (quiet) pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
  }
};

} // namespace

// std::wcout by its symbols: to name it would link every program with the rare part of the library (link.sh).
static void flush_wide() {
  using Flush = void *(void *);
  auto *flush = reinterpret_cast<Flush *>(dlsym(RTLD_DEFAULT, "_ZNSt13basic_ostreamIwSt11char_traitsIwEE5flushEv"));
  void *out = dlsym(RTLD_DEFAULT, "_ZSt5wcout");
  if (flush != nullptr && out != nullptr) flush(out);
}

extern "C" {
void write_what_streams_hold() {
  write_before_waiting();
  if (live_out != nullptr) flush_wide();
}

void write_what_is_old() {
  int error = errno;
  ticking = false;
  for (Live *live : {live_out, live_err}) {
    live->write_if_free(true);
    if (live->holds()) tick_soon();
  }
  errno = error;
}
}

bool std::ios_base::sync_with_stdio(bool sync) {
  bool before = library_s(&sync_with_stdio, "_ZNSt8ios_base15sync_with_stdioEb")(sync);
  if (before && !sync && live_out == nullptr) go_live();
  return before;
}

// The calls that wait. A program's own function of such a name takes the place of ours.
#define WAITS(type, name, parameters, arguments)                                                                       \
  extern "C" __attribute__((weak)) type name parameters {                                                              \
    static auto *const original = library_s(name, #name);                                                              \
    Waiting here;                                                                                                      \
    return original arguments;                                                                                \
  }
WAITS(unsigned, sleep, (unsigned s), (s))
WAITS(int, usleep, (useconds_t us), (us))
WAITS(int, nanosleep, (const timespec *t, timespec *left), (t, left))
WAITS(int, clock_nanosleep, (clockid_t c, int f, const timespec *t, timespec *left), (c, f, t, left))
WAITS(int, pause, (), ())
WAITS(int, poll, (pollfd *on, nfds_t n, int ms), (on, n, ms))
WAITS(int, select, (int n, fd_set *r, fd_set *w, fd_set *e, timeval *t), (n, r, w, e, t))
WAITS(int, epoll_wait, (int fd, epoll_event *on, int n, int ms), (fd, on, n, ms))
WAITS(ssize_t, read, (int fd, void *to, size_t n), (fd, to, n))
WAITS(ssize_t, recv, (int fd, void *to, size_t n, int flags), (fd, to, n, flags))
WAITS(int, accept, (int fd, sockaddr *a, socklen_t *n), (fd, a, n))
WAITS(pid_t, wait, (int *status), (status))
WAITS(pid_t, waitpid, (pid_t pid, int *status, int options), (pid, status, options))
WAITS(int, pthread_join, (pthread_t thread, void **result), (thread, result))
WAITS(int, pthread_cond_wait, (pthread_cond_t *c, pthread_mutex_t *m), (c, m))
WAITS(int, pthread_cond_timedwait, (pthread_cond_t *c, pthread_mutex_t *m, const timespec *t), (c, m, t))
WAITS(int, pthread_cond_clockwait, (pthread_cond_t *c, pthread_mutex_t *m, clockid_t k, const timespec *t), (c, m, k, t))
