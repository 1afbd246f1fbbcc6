// Obeys the engine, one frame at a time.
#include "agent.h"

enum { MAX_FRAME = (2 << 20) + 4096, MAX_ARGS = 512 };

static struct bytes inbox;

static char **split_args(uint8_t *text, size_t length) {
  static char *argv[MAX_ARGS + 1];
  size_t count = 0;
  if (length == 0 || text[length - 1] != 0) die("arguments");
  if (count_words(text, length) > MAX_ARGS) die("too many arguments");
  for (size_t at = 0; at < length; at += strlen((char *)text + at) + 1) argv[count++] = (char *)text + at;
  argv[count] = NULL;
  return argv;
}

// The length of the name with which a payload begins, with its NUL.
static size_t name_size(const uint8_t *payload, size_t length) {
  size_t name = strnlen((const char *)payload, length);
  if (name == length || !is_name((const char *)payload, name)) die("file name");
  return name + 1;
}

// F: name NUL content
static void take_file(const uint8_t *payload, size_t length) {
  size_t name = name_size(payload, length);
  keep_file((const char *)payload, payload + name, length - name);
}

// P: name NUL argv, each with a NUL. Starts the interpreter, whose source is a FIFO.
static void prepare(uint8_t *payload, size_t length) {
  size_t name = name_size(payload, length);
  if (strchr((const char *)payload, '/') || phase.pid != 0) die("prepare");
  make_fifo((const char *)payload);
  begin_program(split_args(payload + name, length - name));
  phase.prepared = WAITS;
}

// R and B: wall limit in ms, output cap in bytes, processor limit in ms
static void begin(const uint8_t *payload, size_t length) {
  if (length < 12 || phase.started_us != 0) die("run");
  begin_phase(u32(payload + 4));
}

static void start_clock_of(const uint8_t *payload) {
  start_clock((uint64_t)u32(payload) * 1000, (uint64_t)u32(payload + 8) * 1000);
}

static void let_loose(const uint8_t *payload) {
  phase.boot_cpu_us = cpu_of_process_us(phase.pid);
  start_clock_of(payload);
  if (phase.prepared == HAS_COMPILED) go_on();
  else feed_fifo();
}

// B: gives the prepared compiler its source; it ends, or stops itself and runs later what it has compiled
static void build(const uint8_t *payload, size_t length) {
  if (phase.prepared != WAITS) die("compile");
  begin(payload, length);
  let_loose(payload);
  phase.prepared = COMPILES;
}

// R: limits as above, then argv (empty: the prepared process goes on)
static void run(uint8_t *payload, size_t length) {
  begin(payload, length);
  if (length == 12 && phase.prepared) return let_loose(payload);
  if (phase.pid != 0) drop_prepared();
  put_work();
  put_files();
  start_clock_of(payload);
  begin_program(split_args(payload + 12, length - 12));
}

// N: as R, from clean folders
static void run_next(uint8_t *payload, size_t length) {
  begin(payload, length);
  if (phase.pid != 0) die("next");
  begin_clean_program(split_args(payload + 12, length - 12));
  send_frame('c', NULL, 0);
  start_clock_of(payload);
  go_on();
}

// K: writes the files that have come into the work folder, and keeps the folder for the runs that follow
static void keep(void) {
  if (phase.started_us != 0) die("keep");
  if (phase.pid != 0) drop_prepared();
  put_work();
  put_files();
  keep_work();
}

// G: the most bytes. Sends the content of the work folder, as a compile has left it
static void give(const uint8_t *payload, size_t length) {
  if (length != 4 || phase.started_us != 0) die("give");
  if (phase.pid != 0) drop_prepared();
  send_work(u32(payload));
}

static void clean(void) {
  if (phase.started_us != 0) die("clean");
  if (wait_for(as_program(clean_work)) != 0) die(CANNOT_BE_CLEANED);
  send_frame('c', NULL, 0);
}

// A: sends the files that the last run has left in the work folder
static void artifacts(void) {
  if (phase.started_us != 0) die("artifacts");
  send_artifacts();
}

// L: how long an interactive program may wait for input, and may run in all, in ms
static void interactive(const uint8_t *payload, size_t length) {
  if (length != 8) die("interactive");
  make_live(u32(payload), u32(payload + 4));
}

static void obey(char type, uint8_t *payload, size_t length) {
  switch (type) {
  case 'F': take_file(payload, length); break;
  case 'E': set_variables(payload, length); break;
  case 'P': prepare(payload, length); break;
  case 'B': build(payload, length); break;
  case 'R': run(payload, length); break;
  case 'N': run_next(payload, length); break;
  case 'K': keep(); break;
  case 'G': give(payload, length); break;
  case 'W': take_work(payload, length); break;
  case 'C': clean(); break;
  case 'A': artifacts(); break;
  case 'I': add_input(payload, length); break;
  case 'S': pipe_input(); break;
  case 'L': interactive(payload, length); break;
  case 'Q': tell_whether_it_sees(); break;
  case 'M': take_message(payload, length); break;
  default: die("unknown frame");
  }
}

int commands_wait(void) { return inbox.length > 0; }

// Obeys every frame that is complete. While a phase runs, it obeys only the phase's input (M); other frames wait.
void obey_commands(void) {
  size_t at = 0;
  while (inbox.length - at >= 5) {
    char type = (char)inbox.data[at];
    size_t length = u32(inbox.data + at + 1);
    if (length > MAX_FRAME) die("frame too long");
    if (inbox.length - at - 5 < length || (phase.started_us != 0 && type != 'M')) break;
    obey(type, inbox.data + at + 5, length);
    at += 5 + length;
  }
  memmove(inbox.data, inbox.data + at, inbox.length - at);
  inbox.length -= at;
}

// Reads frames. When stdin ends, the engine has ended.
void listen_to_engine(void) {
  static uint8_t chunk[CHUNK];
  ssize_t n = read(0, chunk, sizeof chunk);
  if (n < 0 && errno == EINTR) return;
  if (n <= 0) {
    kill_all();
    _exit(0);
  }
  append(&inbox, chunk, (size_t)n);
  obey_commands();
}
