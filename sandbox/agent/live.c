// The stdin of an interactive program: a pipe that stays open. Input waits in the input file until the pipe has room, so
// the agent holds none of it.
#include "agent.h"

#include <sys/ioctl.h>

static struct {
  int next, on; // whether the next program is interactive; whether the running one is
  int pipe;     // the agent's end, for writing; -1 when closed
  int watch;    // the other end, which shows how much was not read; never read from
  uint64_t inode, given, sent, told; // of the pipe; bytes received, written to the pipe, and reported as taken
  uint32_t messages;
  int ended; // stdin ends when everything is written
  uint64_t idle_us, session_us, waiting_since_us, waited_us;
} live = {.pipe = -1, .watch = -1};

void make_live(uint32_t idle_ms, uint32_t session_ms) {
  live.next = 1;
  live.idle_us = (uint64_t)idle_ms * 1000;
  live.session_us = (uint64_t)session_ms * 1000;
}

static void close_end(int *end) {
  if (*end >= 0) close(*end);
  *end = -1;
}

// Returns the program's end of the pipe; -1 when the program is not interactive.
int open_live(uint64_t given) {
  if (!live.next) return -1;
  int ends[2];
  struct stat status;
  make_program_pipe(ends, 0);
  if (fstat(ends[1], &status) != 0) die("pipe");
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
  live.watch = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (live.watch < 0) die("pipe");
  live.next = 0;
  live.on = 1;
  live.pipe = ends[1];
  live.inode = status.st_ino;
  live.given = given;
  live.sent = live.told = live.messages = live.waiting_since_us = live.waited_us = 0;
  live.ended = 0;
  send_live();
  start_looking();
  return ends[0];
}

static uint64_t unread(void) {
  int bytes = 0;
  return live.watch >= 0 && ioctl(live.watch, FIONREAD, &bytes) == 0 ? (uint64_t)bytes : 0;
}

// Reports what the program has taken: what is no longer in the pipe.
void tell_taken(void) {
  if (!live.on) return;
  uint64_t left = unread();
  uint64_t taken = left < live.sent ? live.sent - left : 0;
  if (taken <= live.told) return;
  uint8_t count[4];
  put_u32(count, (uint32_t)(taken - live.told));
  live.told = taken;
  send_frame('t', count, sizeof count);
}

// Fills the pipe.
void send_live(void) {
  static uint8_t chunk[CHUNK];
  while (live.pipe >= 0 && live.sent < live.given) {
    size_t n = read_input(chunk, sizeof chunk, live.sent);
    ssize_t written = write(live.pipe, chunk, n);
    if (written < 0 && errno == EAGAIN) return;
    if (written <= 0) die("stdin");
    live.sent += (uint64_t)written;
  }
  if (live.ended) close_end(&live.pipe);
}

// M: whether stdin ends, then bytes
void take_message(const uint8_t *payload, size_t length) {
  if (!live.on) return; // the program has ended meanwhile
  if (length == 0) die("message");
  if (live.waiting_since_us != 0) live.waited_us += now_us(CLOCK_MONOTONIC) - live.waiting_since_us;
  live.waiting_since_us = 0;
  live.messages++;
  live.ended |= payload[0];
  add_input(payload + 1, length - 1);
  live.given += length - 1;
  send_live();
  look_soon();
}

int live_pipe(void) { return live.pipe; }
uint64_t live_inode(void) { return live.inode; }

int has_more_to_send(void) { return live.pipe >= 0 && (live.sent < live.given); }

// Whether the pipe is empty and everything was written: only then may the program wait for further input.
int may_wait(void) {
  if (!live.on || live.pipe < 0 || live.waiting_since_us != 0 || live.sent < live.given) return 0;
  return unread() == 0;
}

void tell_waiting(uint64_t since_us) {
  while (forward(&phase.out)) continue; // the program's question is sent before
  while (forward(&phase.err)) continue;
  tell_taken();
  uint8_t seen[4];
  put_u32(seen, live.messages);
  live.waiting_since_us = since_us;
  send_frame('b', seen, sizeof seen);
}

int is_waiting(void) { return live.waiting_since_us != 0; }

uint64_t waited_us(void) {
  return live.waited_us + (is_waiting() ? now_us(CLOCK_MONOTONIC) - live.waiting_since_us : 0);
}

// The latest end of the run, and the reason; 0 when the program is not interactive.
uint64_t live_deadline_us(enum limit *why) {
  if (!live.on) return 0;
  uint64_t session = phase.started_us + live.session_us;
  uint64_t idle = is_waiting() ? live.waiting_since_us + live.idle_us : session;
  *why = idle < session ? IDLE : SESSION;
  return idle < session ? idle : session;
}

void end_live(void) {
  tell_taken();
  close_end(&live.pipe);
  close_end(&live.watch);
  live.on = 0;
  live.waiting_since_us = live.waited_us = 0;
}
