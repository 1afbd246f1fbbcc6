// Linked into every C++ program: after std::ios::sync_with_stdio(false) the library has buffers of its own, which it
// writes when they are full. The buffers here replace those, and are written whenever the buffer of stdout is (stdout.c).
#include "live.h"
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <new>
#include <ostream>
#include <streambuf>
#include <sys/syscall.h>
#include <unistd.h>

namespace std {
extern ostream cout, cerr, clog;
}

namespace {

// A buffer that can be written from a signal handler. `taken` is the lock for moving its beginning. A tick writes what
// was held at the tick before, for that part is complete.
class Live : public std::streambuf {
  FILE *file;
  char text[1 << 16];
  const char *written = text, *seen = text, *own = text;
  std::atomic<bool> taken{false};

public:
  explicit Live(FILE *file) : file(file) {}

  bool holds() const { return pptr() != nullptr && pptr() > written; }

  // May interrupt another write, so it gives up when the buffer is locked.
  void write_if_free(sandbox_part part) {
    if (taken.exchange(true)) return;
    if (pptr() != nullptr) write_to(part == OLD ? seen : part == LINES ? end_of_lines() : pptr());
    seen = pptr();
    taken = false;
  }

  // A child that a signal ends does not write what it has inherited from its parent.
  void forked() { own = pptr(); }
  void write_last() {
    if (own > written && own <= pptr()) written = own;
    write_if_free(EVERYTHING);
  }

protected:
  int overflow(int c) override {
    if (!empty()) return traits_type::eof();
    take();
    setp(text, text + sizeof text);
    written = seen = own = text;
    taken = false;
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
    setp(nullptr, nullptr); // so that the next character calls overflow
    written = seen = own = text;
    taken = false;
    return all;
  }

  const char *end_of_lines() const {
    auto *last = static_cast<const char *>(memrchr(written, '\n', static_cast<size_t>(pptr() - written)));
    return last == nullptr ? written : last + 1;
  }

  bool write_to(const char *end) {
    while (written < end) {
      long n = syscall(SYS_write, fileno(file), written, static_cast<size_t>(end - written));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return false;
      written += n;
    }
    return true;
  }
};

// Never destroyed: the library writes to these buffers at the end of the program.
alignas(Live) char space[2][sizeof(Live)];
Live *live_out, *live_err;

void go_live() {
  live_err = new (space[1]) Live(stderr);
  live_out = new (space[0]) Live(stdout);
  std::cout.rdbuf(live_out);
  std::cerr.rdbuf(live_err);
  std::clog.rdbuf(live_err);
}

// Finds std::wcout by its symbols: its name would link every program with the rare part of the library (link.sh).
void flush_wide() {
  using Flush = void *(void *);
  auto *flush = reinterpret_cast<Flush *>(dlsym(RTLD_DEFAULT, "_ZNSt13basic_ostreamIwSt11char_traitsIwEE5flushEv"));
  void *out = dlsym(RTLD_DEFAULT, "_ZSt5wcout");
  if (flush != nullptr && out != nullptr) flush(out);
}

} // namespace

int sandbox_streams_hold() { return live_out != nullptr && (live_out->holds() || live_err->holds()); }

void sandbox_write_streams(sandbox_part part) {
  if (live_out == nullptr) return;
  for (Live *live : {live_out, live_err})
    if (live->holds()) live->write_if_free(part);
}

void sandbox_write_last_of_streams() {
  if (live_out == nullptr) return;
  for (Live *live : {live_out, live_err}) live->write_last();
  flush_wide();
}

void sandbox_streams_forked() {
  if (live_out == nullptr) return;
  for (Live *live : {live_out, live_err}) live->forked();
}

bool std::ios_base::sync_with_stdio(bool sync) {
  using Original = bool(bool);
  auto *original = reinterpret_cast<Original *>(dlsym(RTLD_NEXT, "_ZNSt8ios_base15sync_with_stdioEb"));
  bool before = original(sync);
  if (before && !sync && live_out == nullptr) go_live();
  return before;
}
