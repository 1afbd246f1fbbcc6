// The program's stdin: a file in memory, or a pipe that is fed from this file (live.c: a pipe that stays open).
#include "agent.h"

#include <sys/mman.h>
#include <sys/stat.h>

static int input = -1; // the file for the next program
static int piped;      // the program reads through a pipe
static int fed[2];

void new_input(void) {
  if (input >= 0) close(input);
  input = memfd_create("stdin", MFD_CLOEXEC);
  if (input < 0) die("stdin");
  piped = 0;
}

// Opens the input file once more, for reading from its beginning only.
static int open_input(void) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", input);
  int in = open(path, O_RDONLY | O_CLOEXEC);
  if (in < 0) die("stdin");
  return in;
}

static void feed_pipe(void) {
  static uint8_t chunk[CHUNK];
  close(fed[0]);
  int in = open_input();
  for (ssize_t n; (n = read(in, chunk, sizeof chunk)) > 0;) write_all(fed[1], chunk, (size_t)n);
}

// Feeds the pipe. Programs that wait for events need a pipe, for a file has no events.
static int open_pipe(void) {
  make_program_pipe(fed, 0);
  as_program(feed_pipe); // ends by itself, or with the phase
  close(fed[1]);
  return fed[0];
}

void add_input(const void *data, size_t length) { write_all(input, data, length); }

size_t read_input(void *to, size_t most, uint64_t at) {
  ssize_t n = pread(input, to, most, (off_t)at);
  if (n < 0) die("stdin");
  return (size_t)n;
}

void pipe_input(void) { piped = 1; }

int open_stdin(void) {
  int live = open_live((uint64_t)lseek(input, 0, SEEK_END));
  if (live >= 0) return live;
  return piped ? open_pipe() : open_input();
}
