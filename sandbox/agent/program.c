// Processes of the program: their rights, their environment, and how they are started.
#include "agent.h"

#include <grp.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum {
  MAX_VARIABLES = 64,
  MAX_FILE_BYTES = 64 << 20,
  MAX_OPEN_FILES = 256,
  MAX_OPEN_FILES_V1 = 64, // because cgroup v1 does not count the buffers of sockets
  MAX_SIGNALS = 256,      // queued
};

static uid_t program_uid;
static struct bytes variables; // of the program's environment, besides the usual ones
static pid_t *shown;           // shared with children
static pid_t own_number;

uid_t draw_uid(void) {
  uid_t drawn;
  if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn) die("getrandom");
  return FIRST_UID + drawn % UIDS;
}

// In a room, /proc is that of the cell, and numbers processes in another way than the system calls do.
static pid_t number_in_proc(void) {
  char text[16];
  ssize_t length = readlink("/proc/self", text, sizeof text - 1);
  if (length <= 0) return getpid();
  text[length] = 0;
  return atoi(text);
}

void make_user(uid_t uid) {
  program_uid = uid;
  own_number = number_in_proc();
  shown = mmap(NULL, sizeof *shown, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shown == MAP_FAILED) die("mmap");
}

void show_number(void) { *shown = number_in_proc(); }

pid_t shown_number(void) { return *shown; }

// Process 1 is the agent, or the supervisor of its cell.
int is_of_program(const char *name) {
  return name[0] >= '0' && name[0] <= '9' && strcmp(name, "1") != 0 && atoi(name) != own_number;
}

// Refused where the limit is lower already, or where the kernel has no such limit (gVisor).
static void limit_resource(__rlimit_resource_t resource, rlim_t value) {
  struct rlimit limit = {value, value};
  if (setrlimit(resource, &limit) != 0 && errno != EPERM) _exit(71);
}

// In a child: makes it a process of the program's user, with no right and no descriptor of the agent.
static void become_program(void) {
  int adj = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (adj >= 0 && write(adj, "1000", 4) == 4) close(adj);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  forget_frames();
  setsid();
  umask(022);
  limit_resource(RLIMIT_CORE, 0);
  limit_resource(RLIMIT_FSIZE, MAX_FILE_BYTES);
  limit_resource(RLIMIT_NOFILE, is_version_1() ? MAX_OPEN_FILES_V1 : MAX_OPEN_FILES);
  limit_resource(RLIMIT_SIGPENDING, MAX_SIGNALS);
  limit_resource(RLIMIT_MSGQUEUE, 0);
  if (setgroups(0, NULL) != 0 || setresgid(program_uid, program_uid, program_uid) != 0 ||
      setresuid(program_uid, program_uid, program_uid) != 0 || chdir("/work") != 0)
    _exit(72);
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

void set_variables(const uint8_t *text, size_t length) {
  if (count_words(text, length) > MAX_VARIABLES || (length > 0 && text[length - 1] != 0)) die("environment");
  variables.length = 0;
  append(&variables, text, length);
}

// The variables of the language, then the usual ones that the language does not set.
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

// The end is open to all, because root makes the pipe and the program may open the end again, as /dev/stdout for example.
// gVisor refuses to change the mode of a pipe.
void make_program_pipe(int ends[2], int end) {
  if (pipe2(ends, O_CLOEXEC) != 0 || (fchmod(ends[end], 0666) != 0 && errno != EPERM)) die("pipe");
}

pid_t as_program(void (*work)(void)) {
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid > 0) return pid;
  become_program();
  work();
  send_frames(); // those of the child
  _exit(0);
}

void as_program_reads(int on) {
  setfsuid(on ? program_uid : 0);
  setfsgid(on ? program_uid : 0);
}

int wait_for(pid_t pid) {
  int status;
  pid_t found;
  do found = waitpid(pid, &status, 0);
  while (found < 0 && errno == EINTR);
  return found < 0 ? NOBODY : status;
}

pid_t start_program(char **argv, void (*first)(void), int *out, int *err) {
  int in = open_stdin(), to_out[2], to_err[2];
  make_program_pipe(to_out, 1);
  make_program_pipe(to_err, 1);
  fcntl(to_out[0], F_SETFL, O_NONBLOCK);
  fcntl(to_err[0], F_SETFL, O_NONBLOCK);
  *shown = 0;
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid == 0) {
    show_number();
    become_program();
    if (first) first();
    if (dup2(in, 0) < 0 || dup2(to_out[1], 1) < 0 || dup2(to_err[1], 2) < 0) _exit(74);
    char **with = environment();
    setenv("PATH", path_in(with), 1); // where the command is looked up
    execvpe(argv[0], argv, with);
    dprintf(2, "cannot start %s: %s\n", argv[0], strerror(errno));
    _exit(127);
  }
  close(in);
  close(to_out[1]);
  close(to_err[1]);
  *out = to_out[0];
  *err = to_err[0];
  return pid;
}
