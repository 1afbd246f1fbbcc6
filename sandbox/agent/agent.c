// The guest agent: PID 1 of a sandbox container. It runs one submission under an unprivileged uid, phase by phase, and
// reports over its stdin and stdout; docs/guest-protocol.md specifies the frames. It is the trusted base inside the
// container: it shares no descriptor with the program, opens no path that the program can write, and dies with the
// engine, because its stdin ends then.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  FIRST_UID = 60000, // no image uses these ids; the image knows them by a name (login.sh)
  UIDS = 5000,
  MAX_FRAME = (2 << 20) + 4096,
  MAX_ARGS = 512,
  MAX_FILES = 64,
  MAX_NAME = 1024,
  MAX_VARIABLES = 64,
  CHUNK = 65536,
  MAX_FILE_BYTES = 64 << 20,
  MAX_OPEN_FILES = 256,
  MAX_OPEN_FILES_V1 = 64, // cgroup v1 does not count what the buffers of sockets hold
  MAX_SIGNALS = 256,      // queued
  LAST_WORDS_US = 1000000, // a busy machine gives a process a turn within this time
  LOOK_US = 10000, // the processor time of a program that nears its limit is looked at so often
  BALLAST = 512 << 10,
};

enum limit { NONE, TIME, OUTPUT, CPU };

struct bytes {
  uint8_t *data;
  size_t length, capacity;
};

struct file {
  char name[MAX_NAME];
  struct bytes content;
};

struct stream {
  int fd; // -1 when closed
  char frame_type;
  uint64_t written;
  int truncated;
};

// One phase: a process started by R, or by P and let loose by R.
static struct {
  pid_t pid; // 0 when none
  int prepared, status, asked;
  enum limit limit;
  uint64_t output_cap, started_us, deadline_us, boot_cpu_us, cpu_us, peak_bytes, oom_kills, refused_forks;
  uint64_t cpu_limit_us, cpu_before_us, look_us; // no limit when 0
  struct stream out, err;
} phase;

static uid_t program_uid;
static uint64_t processors = 1;
static struct file files[MAX_FILES]; // kept until they are put into the work folder
static size_t file_count;
static char fifo_name[MAX_NAME]; // where a prepared interpreter waits for its source
static struct bytes variables;   // of the program's environment, beside the usual ones
static int input = -1; // what the next program reads on stdin: a file in memory
static int piped;      // it reads that through a pipe

// Memory to give back when the program has left none, so that the result can still be told.
static uint8_t ballast[BALLAST] __attribute__((aligned(4096)));

static void die(const char *why) {
  dprintf(2, "agent: %s: %s\n", why, strerror(errno));
  kill(-1, SIGKILL);
  _exit(70);
}

static uint64_t now_us(clockid_t clock) {
  struct timespec t;
  if (clock_gettime(clock, &t) != 0) return 0;
  return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

// ---- frames: type, length as 4 bytes little endian, payload

static void write_all(int fd, const void *data, size_t length) {
  const uint8_t *at = data;
  while (length > 0) {
    ssize_t n = write(fd, at, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) die("write");
    at += n;
    length -= (size_t)n;
  }
}

static void send_frame(char type, const void *payload, size_t length) {
  uint8_t frame[5 + CHUNK] = {(uint8_t)type, length & 255, length >> 8 & 255, length >> 16 & 255, length >> 24 & 255};
  memcpy(frame + 5, payload, length);
  write_all(1, frame, 5 + length);
}

static uint32_t u32(const uint8_t *at) {
  return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void append(struct bytes *to, const void *data, size_t length) {
  if (to->length + length > to->capacity) {
    to->capacity = (to->length + length) * 2;
    to->data = realloc(to->data, to->capacity);
    if (!to->data) die("memory");
  }
  if (length > 0) memcpy(to->data + to->length, data, length);
  to->length += length;
}

// ---- the cgroup's counters, version 1 or 2; 0 where a file or a name is missing

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

static uint64_t oom_kills(void) {
  return counter("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control", "oom_kill");
}

// What all processes of the container have used of processors; 0 where nobody counts it.
static uint64_t used_cpu_us(void) {
  uint64_t us = counter("/sys/fs/cgroup/cpu.stat", "/dev/null", "usage_usec");
  if (us > 0) return us;
  FILE *file = fopen("/sys/fs/cgroup/cpuacct/cpuacct.usage", "re");
  if (!file) return 0;
  unsigned long long ns = 0;
  if (fscanf(file, "%llu", &ns) != 1) ns = 0;
  fclose(file);
  return ns / 1000;
}

static uint64_t refused_forks(void) {
  return counter("/sys/fs/cgroup/pids.events", "/sys/fs/cgroup/pids/pids.events", "max");
}

// ---- system calls that the program is refused beyond Docker's own filter, whose older versions let more through

#if defined __x86_64__
#define NATIVE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define NATIVE AUDIT_ARCH_AARCH64
#else
#error "the filter knows the system calls of x86-64 and arm64"
#endif

static const struct {
  uint32_t native, i386;
  uint32_t error; // 0: answered as if it were done
} refused[] = {
    {SYS_io_setup, 245, EPERM}, // these two use up what the whole machine has
    {SYS_mq_open, 277, EPERM},
    {SYS_sync, 36, 0}, // the machine's disks are not the program's to wait for
    {SYS_syncfs, 344, 0},
    {SYS_io_uring_setup, 425, EPERM},
    {UINT32_MAX, 102, ENOSYS}, // socketcall, which hides the family
};
static const uint32_t families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

static struct sock_filter filter[80];
static struct sock_fprog filter_program = {.filter = filter};

static void add(uint16_t code, uint32_t value, uint8_t if_true, uint8_t if_false) {
  filter[filter_program.len++] = (struct sock_filter)BPF_JUMP(code, value, if_true, if_false);
}

static void add_load(size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }

static void add_answer(uint32_t answer) { add(BPF_RET | BPF_K, answer, 0, 0); }

static void add_calls(int i386, uint32_t call_socket) {
  add_load(offsetof(struct seccomp_data, nr));
  if (!i386) { // x86-64 has a second set of numbers from this one on
    add(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    add_answer(SECCOMP_RET_ERRNO | ENOSYS);
  }
  for (size_t n = 0; n < sizeof refused / sizeof *refused; n++) {
    add(BPF_JMP | BPF_JEQ | BPF_K, i386 ? refused[n].i386 : refused[n].native, 0, 1);
    add_answer(SECCOMP_RET_ERRNO | refused[n].error);
  }
  add(BPF_JMP | BPF_JEQ | BPF_K, call_socket, 1, 0);
  add_answer(SECCOMP_RET_ALLOW);
  add_load(offsetof(struct seccomp_data, args)); // the lower half, on these machines
  for (size_t n = 0; n < sizeof families / sizeof *families; n++) {
    add(BPF_JMP | BPF_JEQ | BPF_K, families[n], 0, 1);
    add_answer(SECCOMP_RET_ALLOW);
  }
  add_answer(SECCOMP_RET_ERRNO | EAFNOSUPPORT);
}

static void make_filter(void) {
  add_load(offsetof(struct seccomp_data, arch));
  add(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 0, 1);
  size_t jump = filter_program.len - 1u;
  add_calls(0, SYS_socket);
  filter[jump].jf = (uint8_t)(filter_program.len - jump - 1);
#ifdef __x86_64__
  add(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0);
  add_answer(SECCOMP_RET_ERRNO | ENOSYS);
  add_calls(1, 359);
#else
  add_answer(SECCOMP_RET_ERRNO | ENOSYS);
#endif
}

// A kernel without filters has none of Docker's either.
static void refuse_calls(void) {
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter_program, 0, 0) != 0 && errno != EINVAL) _exit(72);
}

// ---- processes of the program

static void limit_resource(__rlimit_resource_t resource, rlim_t value) {
  struct rlimit limit = {value, value};
  if (setrlimit(resource, &limit) != 0) _exit(71);
}

// In a child: from here on it is the program's user, with nothing of the agent's.
static void become_program(void) {
  int adj = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (adj >= 0 && write(adj, "1000", 4) == 4) close(adj);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  setsid();
  umask(022);
  limit_resource(RLIMIT_CORE, 0);
  limit_resource(RLIMIT_FSIZE, MAX_FILE_BYTES);
  limit_resource(RLIMIT_NOFILE, access("/sys/fs/cgroup/memory/memory.limit_in_bytes", F_OK) == 0 ? MAX_OPEN_FILES_V1 : MAX_OPEN_FILES);
  limit_resource(RLIMIT_SIGPENDING, MAX_SIGNALS);
  limit_resource(RLIMIT_MSGQUEUE, 0);
  if (setgroups(0, NULL) != 0 || setresgid(program_uid, program_uid, program_uid) != 0 ||
      setresuid(program_uid, program_uid, program_uid) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      chdir("/work") != 0)
    _exit(72);
  refuse_calls();
}

static char *const usual[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME=/work",
    "PWD=/work",
    "USER=runner",
    "LOGNAME=runner",
    "SHELL=/bin/sh",
    "TERM=xterm-256color",
    "COLUMNS=80",
    "LINES=24",
    "TMPDIR=/tmp",
    "LANG=C.UTF-8",
};
enum { USUAL = sizeof usual / sizeof *usual };

// The language's variables, then the usual ones that it does not set itself.
static char **environment(void) {
  static char *all[MAX_VARIABLES + USUAL + 1];
  size_t count = 0;
  char *text = (char *)variables.data;
  for (size_t at = 0; at < variables.length; at += strlen(text + at) + 1) all[count++] = text + at;
  size_t own = count;
  for (size_t n = 0; n < USUAL; n++) {
    size_t name = (size_t)(strchr(usual[n], '=') - usual[n]) + 1, is_set = 0;
    for (size_t m = 0; m < own; m++) is_set |= strncmp(all[m], usual[n], name) == 0;
    if (!is_set) all[count++] = usual[n];
  }
  all[count] = NULL;
  return all;
}

static const char *path_in(char **variables_of) {
  for (; *variables_of; variables_of++)
    if (strncmp(*variables_of, "PATH=", 5) == 0) return *variables_of + 5;
  return "/bin";
}

// Made by root and opened by the program under the name of /dev/stdout, so it is open to all.
static void make_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0 || fchmod(ends[1], 0666) != 0) die("pipe");
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

static pid_t as_program(void (*work)(void)) {
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid > 0) return pid;
  become_program();
  work();
  _exit(0);
}

static void new_input(void) {
  if (input >= 0) close(input);
  input = memfd_create("stdin", MFD_CLOEXEC);
  if (input < 0) die("stdin");
  piped = 0;
}

// A way into the input file that only reads, and begins at its beginning.
static int open_input(void) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", input);
  int in = open(path, O_RDONLY | O_CLOEXEC);
  if (in < 0) die("stdin");
  return in;
}

static int fed[2];

static void feed_pipe(void) {
  static uint8_t chunk[CHUNK];
  close(fed[0]);
  int in = open_input();
  for (ssize_t n; (n = read(in, chunk, sizeof chunk)) > 0;) write_all(fed[1], chunk, (size_t)n);
}

// The other way into the input, for programs that wait for events, which a file has none of.
static int open_pipe(void) {
  if (pipe2(fed, O_CLOEXEC) != 0 || fchmod(fed[0], 0666) != 0) die("pipe");
  as_program(feed_pipe); // ends by itself, or with the phase
  close(fed[1]);
  return fed[0];
}

static void start(char **argv) {
  int in = piped ? open_pipe() : open_input(), out[2], err[2];
  make_pipe(out);
  make_pipe(err);
  phase.pid = fork();
  if (phase.pid < 0) die("fork");
  if (phase.pid == 0) {
    become_program();
    if (dup2(in, 0) < 0 || dup2(out[1], 1) < 0 || dup2(err[1], 2) < 0) _exit(74);
    char **with = environment();
    setenv("PATH", path_in(with), 1); // where the command itself is looked for
    execvpe(argv[0], argv, with);
    dprintf(2, "cannot start %s: %s\n", argv[0], strerror(errno));
    _exit(127);
  }
  close(in);
  close(out[1]);
  close(err[1]);
  phase.out = (struct stream){.fd = out[0], .frame_type = 'o'};
  phase.err = (struct stream){.fd = err[0], .frame_type = 'e'};
}

// ---- the work folder, which only children touch, as the program's user

static void make_fifo(void) {
  if (mkfifo(fifo_name, 0600) != 0) _exit(73);
}

// Makes the folders that a name goes through, following no link, and opens the last one; `base` is what is left of the name.
static int open_folder(char *name, char **base) {
  int folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (char *slash; folder >= 0 && (slash = strchr(name, '/')); name = slash + 1) {
    *slash = 0;
    if (mkdirat(folder, name, 0755) != 0 && errno != EEXIST) _exit(77);
    int next = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    close(folder);
    folder = next;
  }
  if (folder < 0) _exit(78);
  *base = name;
  return folder;
}

static void put_file(const struct file *file) {
  char name[MAX_NAME], *base;
  strcpy(name, file->name);
  int folder = open_folder(name, &base);
  int out = openat(folder, base, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (out < 0) _exit(76);
  write_all(out, file->content.data, file->content.length);
  close(out);
  close(folder);
}

static void put_files(void) {
  unlink(fifo_name); // of an interpreter that is not wanted
  for (size_t n = 0; n < file_count; n++) put_file(&files[n]);
}

// The interpreter reads the FIFO; from then on the name stands for a real file, which tracebacks read.
static void feed_fifo(void) {
  struct file *source = NULL;
  for (size_t n = 0; n < file_count; n++) {
    if (strcmp(files[n].name, fifo_name) == 0) source = &files[n];
    else put_file(&files[n]);
  }
  int fifo = open(fifo_name, O_WRONLY | O_CLOEXEC);
  if (fifo < 0 || !source) _exit(75);
  unlink(fifo_name);
  put_file(source);
  write_all(fifo, source->content.data, source->content.length);
}

static void forget_files(void) {
  for (size_t n = 0; n < file_count; n++) free(files[n].content.data);
  memset(files, 0, sizeof *files * file_count);
  file_count = 0;
}

static void wait_for(pid_t pid) {
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
}

// ---- one phase

static uint64_t cpu_of(const struct rusage *usage) {
  return (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
         (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

// Reaps one process that has ended and counts what it used; its pid, or 0 or less when there is none.
static pid_t reap_one(int options) {
  int status;
  struct rusage usage;
  pid_t pid = wait4(-1, &status, options, &usage);
  if (pid <= 0) return pid;
  uint64_t peak = (uint64_t)usage.ru_maxrss * 1024;
  phase.cpu_us += cpu_of(&usage);
  if (peak > phase.peak_bytes) phase.peak_bytes = peak;
  if (pid == phase.pid) phase.status = status;
  return pid;
}

// Reaps whatever has ended; true once the program's own process has.
static int reap(void) {
  int ended = 0;
  for (pid_t pid; (pid = reap_one(WNOHANG)) > 0;) ended |= pid == phase.pid;
  return ended;
}

static void kill_all(void) { kill(-1, SIGKILL); }

// Whether a process has a handler for SIGURG, as the kernel says.
static int handles_urgent(pid_t pid) {
  char path[32], line[256];
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  FILE *file = fopen(path, "re");
  if (!file) return 0;
  unsigned long long caught = 0;
  while (fgets(line, sizeof line, file) && sscanf(line, "SigCgt: %llx", &caught) != 1) continue;
  fclose(file);
  return (int)(caught >> (SIGURG - 1) & 1);
}

// A program that holds output back has a moment to write it (stdout.c); what knows nothing of that ends at once.
static void ask_for_last_words(enum limit limit) {
  if (phase.limit == NONE) phase.limit = limit;
  phase.asked = 1;
  phase.deadline_us = now_us(CLOCK_MONOTONIC);
  if (!handles_urgent(phase.pid)) return;
  phase.deadline_us += LAST_WORDS_US;
  kill(phase.pid, SIGURG);
}

static void stop_for(enum limit limit) {
  if (phase.limit == NONE) phase.limit = limit;
  kill_all();
}

static void close_stream(struct stream *stream) {
  if (stream->fd >= 0) close(stream->fd);
  stream->fd = -1;
}

// Passes on what the pipe holds, up to the cap; one byte more is the output limit. False when there is nothing now.
static int forward(struct stream *stream) {
  static uint8_t chunk[CHUNK];
  if (stream->fd < 0) return 0;
  ssize_t n = read(stream->fd, chunk, sizeof chunk);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  if (n <= 0) {
    close_stream(stream);
    return 0;
  }
  uint64_t room = phase.output_cap - stream->written;
  size_t kept = (uint64_t)n < room ? (size_t)n : (size_t)room;
  if (kept > 0) send_frame(stream->frame_type, chunk, kept);
  stream->written += kept;
  if (kept < (size_t)n) {
    stream->truncated = 1;
    close_stream(stream);
    stop_for(OUTPUT);
  }
  return 1;
}

static void put_u64(uint8_t *at, uint64_t value) {
  for (int i = 0; i < 8; i++) at[i] = (uint8_t)(value >> (8 * i));
}

// The program's own process has ended: nothing of it lives on, and the result says how it went.
static void finish(void) {
  uint64_t wall_us = now_us(CLOCK_MONOTONIC) - phase.started_us;
  madvise(ballast, sizeof ballast, MADV_DONTNEED);
  kill_all(); // the kernel lets no process fork on with SIGKILL pending, so once is enough
  while (reap_one(0) > 0) continue;
  while (forward(&phase.out)) continue;
  while (forward(&phase.err)) continue;
  close_stream(&phase.out);
  close_stream(&phase.err);
  uint64_t cpu_us = phase.cpu_us > phase.boot_cpu_us ? phase.cpu_us - phase.boot_cpu_us : 0;
  uint8_t result[32] = {0};
  result[0] = WIFSIGNALED(phase.status) ? 1 : 0;
  result[1] = (uint8_t)(WIFSIGNALED(phase.status) ? WTERMSIG(phase.status) : WEXITSTATUS(phase.status));
  result[2] = (uint8_t)phase.limit;
  result[3] = (uint8_t)((oom_kills() > phase.oom_kills) | (refused_forks() > phase.refused_forks) << 1 |
                        phase.out.truncated << 2 | phase.err.truncated << 3);
  put_u64(result + 8, wall_us);
  put_u64(result + 16, cpu_us);
  put_u64(result + 24, phase.peak_bytes);
  memset(&phase, 0, sizeof phase);
  phase.out.fd = phase.err.fd = -1;
  new_input();
  send_frame('x', result, sizeof result);
}

// ---- what the engine asks for

static size_t count_words(const uint8_t *text, size_t length) {
  size_t count = 0;
  for (size_t at = 0; at < length; at++) count += text[at] == 0;
  return count;
}

static char **split_args(uint8_t *text, size_t length) {
  static char *argv[MAX_ARGS + 1];
  size_t count = 0;
  if (length == 0 || text[length - 1] != 0) die("arguments");
  if (count_words(text, length) > MAX_ARGS) die("too many arguments");
  for (size_t at = 0; at < length; at += strlen((char *)text + at) + 1) argv[count++] = (char *)text + at;
  argv[count] = NULL;
  return argv;
}

// Relative, and no part is empty or begins with a dot.
static int is_name(const char *name, size_t length) {
  if (length == 0 || length >= MAX_NAME) return 0;
  for (size_t at = 0; at < length; at++) {
    int begins = at == 0 || name[at - 1] == '/';
    if (begins && (name[at] == '.' || name[at] == '/')) return 0;
    if ((unsigned char)name[at] < ' ') return 0;
  }
  return name[length - 1] != '/';
}

static size_t take_name(char *to, const uint8_t *payload, size_t length) {
  size_t name = strnlen((const char *)payload, length);
  if (name == length || !is_name((const char *)payload, name)) die("file name");
  memcpy(to, payload, name + 1);
  return name + 1;
}

// F: name NUL content
static void take_file(const uint8_t *payload, size_t length) {
  if (file_count == MAX_FILES) die("too many files");
  struct file *file = &files[file_count];
  size_t name = take_name(file->name, payload, length);
  append(&file->content, payload + name, length - name);
  file_count++;
}

// E: NAME=value, each with a NUL, instead of those before
static void take_variables(const uint8_t *payload, size_t length) {
  if (count_words(payload, length) > MAX_VARIABLES || (length > 0 && payload[length - 1] != 0)) die("environment");
  variables.length = 0;
  append(&variables, payload, length);
}

// P: name NUL argv, each with a NUL. Starts the interpreter on a FIFO and lets it come up.
static void prepare(uint8_t *payload, size_t length) {
  size_t name = take_name(fifo_name, payload, length);
  if (strchr(fifo_name, '/') || phase.pid != 0) die("prepare");
  wait_for(as_program(make_fifo));
  start(split_args(payload + name, length - name));
  phase.prepared = 1;
}

static void drop_prepared(void) {
  kill_all();
  while (waitpid(-1, NULL, 0) > 0) continue;
  close_stream(&phase.out);
  close_stream(&phase.err);
  phase.prepared = 0;
}

// R: wall limit in ms, output cap in bytes, processor limit in ms, argv (empty: let the prepared process loose)
static void run(uint8_t *payload, size_t length) {
  if (length < 12 || phase.started_us != 0) die("run");
  phase.output_cap = u32(payload + 4);
  phase.cpu_limit_us = (uint64_t)u32(payload + 8) * 1000;
  phase.oom_kills = oom_kills();
  phase.refused_forks = refused_forks();
  if (length == 12 && phase.prepared) {
    clockid_t clock;
    if (clock_getcpuclockid(phase.pid, &clock) == 0) phase.boot_cpu_us = now_us(clock);
    phase.cpu_before_us = used_cpu_us();
    phase.started_us = now_us(CLOCK_MONOTONIC);
    as_program(feed_fifo); // ends by itself, or with the phase
  } else {
    if (phase.pid != 0) drop_prepared();
    if (file_count > 0) wait_for(as_program(put_files));
    phase.cpu_before_us = used_cpu_us();
    phase.started_us = now_us(CLOCK_MONOTONIC);
    start(split_args(payload + 12, length - 12));
  }
  forget_files();
  phase.deadline_us = phase.started_us + (uint64_t)u32(payload) * 1000;
  phase.look_us = phase.started_us + phase.cpu_limit_us / processors;
}

static void obey(char type, uint8_t *payload, size_t length) {
  switch (type) {
  case 'F': take_file(payload, length); break;
  case 'E': take_variables(payload, length); break;
  case 'P': prepare(payload, length); break;
  case 'R': run(payload, length); break;
  case 'I': write_all(input, payload, length); break;
  case 'S': piped = 1; break;
  default: die("unknown frame");
  }
}

// Reads what has come and obeys every complete frame. The end of stdin is the end of the engine.
static void listen_to_engine(void) {
  static struct bytes inbox;
  static uint8_t chunk[CHUNK];
  ssize_t n = read(0, chunk, sizeof chunk);
  if (n < 0 && errno == EINTR) return;
  if (n <= 0) {
    kill_all();
    _exit(0);
  }
  append(&inbox, chunk, (size_t)n);
  size_t at = 0;
  while (inbox.length - at >= 5) {
    size_t length = u32(inbox.data + at + 1);
    if (length > MAX_FRAME) die("frame too long");
    if (inbox.length - at - 5 < length) break;
    obey((char)inbox.data[at], inbox.data + at + 5, length);
    at += 5 + length;
  }
  memmove(inbox.data, inbox.data + at, inbox.length - at);
  inbox.length -= at;
}

// What the phase has used of processors so far, the dead included.
static uint64_t phase_cpu_us(void) {
  uint64_t used = used_cpu_us();
  if (used > 0) return used - phase.cpu_before_us;
  clockid_t clock; // nobody counts them all: the program's own process
  uint64_t own = clock_getcpuclockid(phase.pid, &clock) == 0 ? now_us(clock) : 0;
  return phase.cpu_us + (own > phase.boot_cpu_us ? own - phase.boot_cpu_us : 0);
}

// Looks when all processors together could have used up the limit, and not before.
static void look_at_cpu(uint64_t now) {
  uint64_t used = phase_cpu_us();
  if (used >= phase.cpu_limit_us) return ask_for_last_words(CPU);
  uint64_t least = (phase.cpu_limit_us - used) / processors;
  phase.look_us = now + (least > LOOK_US ? least : LOOK_US);
}

static int looks(void) { return phase.cpu_limit_us != 0 && phase.started_us != 0 && !phase.asked; }

static int time_left_ms(void) {
  if (phase.deadline_us == 0) return -1;
  uint64_t now = now_us(CLOCK_MONOTONIC), next = phase.deadline_us;
  if (looks() && phase.look_us < next) next = phase.look_us;
  return now >= next ? 0 : (int)((next - now) / 1000 + 1);
}

static void keep_limits(void) {
  uint64_t now = now_us(CLOCK_MONOTONIC);
  if (phase.deadline_us == 0) return;
  if (now >= phase.deadline_us) {
    if (!phase.asked) ask_for_last_words(TIME);
    else phase.deadline_us = 0, kill_all();
  } else if (looks() && now >= phase.look_us) {
    look_at_cpu(now);
  }
}

int main(void) {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) die("prctl");
  signal(SIGPIPE, SIG_IGN);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  if (children < 0) die("signalfd");
  phase.out.fd = phase.err.fd = -1;
  if (getrandom(&program_uid, sizeof program_uid, 0) != sizeof program_uid) die("getrandom");
  program_uid = FIRST_UID + program_uid % UIDS;
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  if (online > 0) processors = (uint64_t)online;
  make_filter();
  new_input();
  memset(ballast, 1, sizeof ballast);
  for (;;) {
    struct pollfd on[] = {{0, POLLIN, 0},
                          {children, POLLIN, 0},
                          {phase.started_us ? phase.out.fd : -1, POLLIN, 0},
                          {phase.started_us ? phase.err.fd : -1, POLLIN, 0}};
    if (poll(on, 4, time_left_ms()) < 0 && errno != EINTR) die("poll");
    keep_limits();
    if (on[2].revents) forward(&phase.out);
    if (on[3].revents) forward(&phase.err);
    if (on[1].revents) {
      struct signalfd_siginfo info;
      while (read(children, &info, sizeof info) > 0) continue;
      if (reap()) {
        if (!phase.started_us) die("the prepared process has ended");
        finish();
      }
    }
    if (on[0].revents) listen_to_engine();
  }
}
