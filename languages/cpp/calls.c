// The calls before which the held output of a C or C++ program is written: calls that wait, calls that read and may have
// to wait, and calls whose effect a terminal would show after that output. Where a program has a function of such a name
// itself, that one is used.
#define _GNU_SOURCE
#include "live.h"
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <threads.h>
#include <unistd.h>
#undef fread_unlocked
#undef getc
#undef getchar
#undef putc

const int sandbox_has_calls = 1;

#define LIBRARYS(name)                                                                                                 \
  ({                                                                                                                   \
    static __typeof__(name) *original;                                                                                 \
    if (original == NULL) original = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);                                      \
    original;                                                                                                          \
  })
#define BEFORE(act, type, name, parameters, arguments)                                                                 \
  __attribute__((weak)) type name parameters {                                                                         \
    act;                                                                                                               \
    return LIBRARYS(name) arguments;                                                                                   \
  }
#define WAITS(type, name, parameters, arguments)                                                                       \
  BEFORE(sandbox_write(EVERYTHING), type, name, parameters, arguments)
// For calls that a signal ends early, although its handler asks for a restart.
#define ENDS_EARLY(type, name, parameters, arguments)                                                                  \
  __attribute__((weak)) type name parameters {                                                                         \
    struct sandbox_wait wait;                                                                                          \
    sandbox_begin_wait(&wait);                                                                                         \
    type result = LIBRARYS(name) arguments;                                                                            \
    sandbox_end_wait(&wait);                                                                                           \
    return result;                                                                                                     \
  }
#define SHOWS(type, name, parameters, arguments) BEFORE(sandbox_write(LINES), type, name, parameters, arguments)

ENDS_EARLY(unsigned, sleep, (unsigned s), (s))
ENDS_EARLY(int, usleep, (useconds_t us), (us))
ENDS_EARLY(int, nanosleep, (const struct timespec *t, struct timespec *left), (t, left))
ENDS_EARLY(int, clock_nanosleep, (clockid_t c, int f, const struct timespec *t, struct timespec *left), (c, f, t, left))
ENDS_EARLY(int, thrd_sleep, (const struct timespec *t, struct timespec *left), (t, left))
ENDS_EARLY(int, pause, (void), ())
ENDS_EARLY(int, poll, (struct pollfd * on, nfds_t n, int ms), (on, n, ms))
ENDS_EARLY(int, ppoll, (struct pollfd * on, nfds_t n, const struct timespec *t, const sigset_t *m), (on, n, t, m))
ENDS_EARLY(int, select, (int n, fd_set *r, fd_set *w, fd_set *e, struct timeval *t), (n, r, w, e, t))
ENDS_EARLY(int, pselect, (int n, fd_set *r, fd_set *w, fd_set *e, const struct timespec *t, const sigset_t *m), (n, r, w, e, t, m))
ENDS_EARLY(int, epoll_wait, (int fd, struct epoll_event *on, int n, int ms), (fd, on, n, ms))
ENDS_EARLY(int, epoll_pwait, (int fd, struct epoll_event *on, int n, int ms, const sigset_t *m), (fd, on, n, ms, m))
ENDS_EARLY(ssize_t, msgrcv, (int id, void *to, size_t n, long type, int flags), (id, to, n, type, flags))
ENDS_EARLY(int, semop, (int id, struct sembuf *acts, size_t n), (id, acts, n))

WAITS(pid_t, wait, (int *status), (status))
WAITS(pid_t, waitpid, (pid_t pid, int *status, int options), (pid, status, options))
WAITS(pid_t, wait3, (int *status, int options, struct rusage *used), (status, options, used))
WAITS(pid_t, wait4, (pid_t pid, int *status, int options, struct rusage *used), (pid, status, options, used))
WAITS(int, waitid, (idtype_t type, id_t id, siginfo_t *info, int options), (type, id, info, options))
WAITS(int, pthread_join, (pthread_t thread, void **result), (thread, result))
WAITS(int, pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t *m), (c, m))
WAITS(int, pthread_cond_timedwait, (pthread_cond_t * c, pthread_mutex_t *m, const struct timespec *t), (c, m, t))
WAITS(int, pthread_cond_clockwait, (pthread_cond_t * c, pthread_mutex_t *m, clockid_t k, const struct timespec *t), (c, m, k, t))
WAITS(int, pthread_barrier_wait, (pthread_barrier_t * barrier), (barrier))
WAITS(int, thrd_join, (thrd_t thread, int *result), (thread, result))
WAITS(int, cnd_wait, (cnd_t * c, mtx_t *m), (c, m))
WAITS(int, cnd_timedwait, (cnd_t * c, mtx_t *m, const struct timespec *t), (c, m, t))
WAITS(int, sem_wait, (sem_t * s), (s))
WAITS(int, sem_timedwait, (sem_t * s, const struct timespec *t), (s, t))
WAITS(ssize_t, recv, (int fd, void *to, size_t n, int flags), (fd, to, n, flags))
WAITS(ssize_t, recvfrom, (int fd, void *to, size_t n, int flags, struct sockaddr *a, socklen_t *s), (fd, to, n, flags, a, s))
WAITS(ssize_t, recvmsg, (int fd, struct msghdr *m, int flags), (fd, m, flags))
WAITS(int, accept, (int fd, struct sockaddr *a, socklen_t *n), (fd, a, n))
WAITS(int, system, (const char *command), (command))
WAITS(int, pclose, (FILE * from), (from))

// A tick that was blocked while the program computed is not one of the signals for which the program waits.
__attribute__((weak)) int sigwaitinfo(const sigset_t *set, siginfo_t *info) {
  siginfo_t seen;
  int signal;
  sandbox_write(EVERYTHING);
  do signal = LIBRARYS(sigwaitinfo)(set, &seen);
  while (signal == SIGURG && seen.si_code == SI_TIMER);
  if (info != NULL && signal > 0) *info = seen;
  return signal;
}
__attribute__((weak)) int sigwait(const sigset_t *set, int *signal) {
  int got;
  do got = sigwaitinfo(set, NULL);
  while (got < 0 && errno == EINTR);
  if (got < 0) return errno;
  *signal = got;
  return 0;
}
__attribute__((weak)) int sigsuspend(const sigset_t *set) {
  sigset_t mask = *set;
  sigaddset(&mask, SIGURG);
  sandbox_write(EVERYTHING);
  return LIBRARYS(sigsuspend)(&mask);
}

static int is_file(int fd) {
  struct stat what;
  int error = errno, is = fstat(fd, &what) != 0 || S_ISREG(what.st_mode);
  errno = error;
  return is;
}

// For a descriptor that is no file the call may have to wait, or have an effect that somebody sees.
static void before_using(int fd) {
  if (sandbox_holds() && !is_file(fd)) sandbox_write(EVERYTHING);
}

// Whether stdio has read what a call asks for: a number of bytes, a line, or a line that is not blank.
enum { A_LINE = -1, A_FILLED_LINE = -2 };
static int has_read(FILE *from, long what) {
  const char *at = from->_IO_read_ptr, *end = from->_IO_read_end;
  if (what >= 0) return end - at >= what;
  while (what == A_FILLED_LINE && at < end && strchr(" \t\r\n", *at) != NULL) at++;
  return at < end && memchr(at, '\n', (size_t)(end - at)) != NULL;
}

static void before_getting(FILE *from, long what) {
  static FILE *file; // the last stream that was a file, which needs no waiting: mostly stdin
  if (from == file || has_read(from, what) || !sandbox_holds()) return;
  if (is_file(from->_fileno)) file = from;
  else sandbox_write(EVERYTHING);
}

#define READS(type, name, parameters, arguments) BEFORE(before_using(fd), type, name, parameters, arguments)
#define GETS(what, from, type, name, parameters, arguments)                                                            \
  BEFORE(before_getting(from, what), type, name, parameters, arguments)

READS(ssize_t, read, (int fd, void *to, size_t n), (fd, to, n))
READS(ssize_t, readv, (int fd, const struct iovec *to, int n), (fd, to, n))
GETS(1, stdin, int, getchar, (void), ())
GETS(1, stdin, int, getchar_unlocked, (void), ())
GETS(1, from, int, getc, (FILE * from), (from))
GETS(1, from, int, fgetc, (FILE * from), (from))
GETS(1, from, int, getc_unlocked, (FILE * from), (from))
GETS(A_LINE, from, char *, fgets, (char *to, int n, FILE *from), (to, n, from))
GETS(A_LINE, from, char *, fgets_unlocked, (char *to, int n, FILE *from), (to, n, from))
GETS(A_LINE, from, ssize_t, getline, (char **to, size_t *n, FILE *from), (to, n, from))
GETS(A_LINE, from, ssize_t, getdelim, (char **to, size_t *n, int end, FILE *from), (to, n, end, from))
GETS((long)(size * n), from, size_t, fread, (void *to, size_t size, size_t n, FILE *from), (to, size, n, from))
GETS((long)(size * n), from, size_t, fread_unlocked, (void *to, size_t size, size_t n, FILE *from), (to, size, n, from))
char *gets(char *to);
GETS(A_LINE, stdin, char *, gets, (char *to), (to))
int __uflow(FILE *from);
GETS(1, from, int, __uflow, (FILE * from), (from)) // the compiler makes this call of getchar_unlocked

// The names that the headers give to scanf, which depend on the language standard.
#define SCANF(suffix, prefix)                                                                                          \
  int vfscanf_##suffix(FILE *, const char *, va_list) __asm__(prefix "vfscanf");                                       \
  __attribute__((weak)) int vfscanf_##suffix(FILE *from, const char *format, va_list list) {                           \
    static __typeof__(vfscanf_##suffix) *original;                                                                     \
    if (original == NULL) original = (__typeof__(vfscanf_##suffix) *)dlsym(RTLD_NEXT, prefix "vfscanf");               \
    before_getting(from, A_FILLED_LINE);                                                                               \
    return original(from, format, list);                                                                               \
  }                                                                                                                    \
  int vscanf_##suffix(const char *, va_list) __asm__(prefix "vscanf");                                                 \
  __attribute__((weak)) int vscanf_##suffix(const char *format, va_list list) {                                        \
    return vfscanf_##suffix(stdin, format, list);                                                                      \
  }                                                                                                                    \
  int fscanf_##suffix(FILE *, const char *, ...) __asm__(prefix "fscanf");                                             \
  __attribute__((weak)) int fscanf_##suffix(FILE *from, const char *format, ...) {                                     \
    va_list list;                                                                                                      \
    va_start(list, format);                                                                                            \
    int found = vfscanf_##suffix(from, format, list);                                                                  \
    va_end(list);                                                                                                      \
    return found;                                                                                                      \
  }                                                                                                                    \
  int scanf_##suffix(const char *, ...) __asm__(prefix "scanf");                                                       \
  __attribute__((weak)) int scanf_##suffix(const char *format, ...) {                                                  \
    va_list list;                                                                                                      \
    va_start(list, format);                                                                                            \
    int found = vfscanf_##suffix(stdin, format, list);                                                                 \
    va_end(list);                                                                                                      \
    return found;                                                                                                      \
  }
SCANF(c89, "")
SCANF(c99, "__isoc99_")
SCANF(c23, "__isoc23_")

// Output to stderr, or without stdio, comes after what was printed before.
static void before_putting(FILE *to) {
  if (to == stderr) sandbox_write(EVERYTHING);
}
static void before_writing(int fd) {
  if (fd == 1 || fd == 2) sandbox_write(fd == 1 ? LINES : EVERYTHING);
}
// Another stream, which may lead to the same file as stdout.
static void before_emptying(FILE *to) {
  if (to != NULL && to != stdout && to->_fileno > 0) before_using(to->_fileno);
}
BEFORE(before_emptying(to), int, fflush, (FILE * to), (to))
BEFORE(before_emptying(to), int, fclose, (FILE * to), (to))
#define PUTS(type, name, parameters, arguments) BEFORE(before_putting(to), type, name, parameters, arguments)
PUTS(int, fputs, (const char *text, FILE *to), (text, to))
PUTS(int, fputc, (int c, FILE *to), (c, to))
PUTS(int, putc, (int c, FILE *to), (c, to))
PUTS(size_t, fwrite, (const void *from, size_t size, size_t n, FILE *to), (from, size, n, to))
PUTS(int, vfprintf, (FILE * to, const char *format, va_list list), (to, format, list))
__attribute__((weak)) int fprintf(FILE *to, const char *format, ...) {
  va_list list;
  va_start(list, format);
  int length = vfprintf(to, format, list);
  va_end(list);
  return length;
}
__attribute__((weak)) void perror(const char *text) {
  sandbox_write(EVERYTHING);
  LIBRARYS(perror)(text);
}
__attribute__((weak, noreturn)) void __assert_fail(const char *claim, const char *file, unsigned line, const char *function) {
  sandbox_write(EVERYTHING);
  LIBRARYS(__assert_fail)(claim, file, line, function);
  abort();
}
BEFORE(before_writing(fd), ssize_t, write, (int fd, const void *from, size_t n), (fd, from, n))
BEFORE(before_writing(fd), ssize_t, writev, (int fd, const struct iovec *from, int n), (fd, from, n))
BEFORE(before_writing(fd), int, vdprintf, (int fd, const char *format, va_list list), (fd, format, list))
__attribute__((weak)) int dprintf(int fd, const char *format, ...) {
  va_list list;
  va_start(list, format);
  int length = vdprintf(fd, format, list);
  va_end(list);
  return length;
}

SHOWS(FILE *, popen, (const char *command, const char *type), (command, type))
#define SPAWN (pid_t *pid, const char *name, const posix_spawn_file_actions_t *acts, const posix_spawnattr_t *with, char *const *argv, char *const *env)
SHOWS(int, posix_spawn, SPAWN, (pid, name, acts, with, argv, env))
SHOWS(int, posix_spawnp, SPAWN, (pid, name, acts, with, argv, env))
SHOWS(int, execv, (const char *name, char *const *argv), (name, argv))
SHOWS(int, execve, (const char *name, char *const *argv, char *const *env), (name, argv, env))
SHOWS(int, execvp, (const char *name, char *const *argv), (name, argv))
SHOWS(int, execvpe, (const char *name, char *const *argv, char *const *env), (name, argv, env))

// Calls `exec` with the arguments as a list; `env` is what comes after them, where that is an environment.
#define WITH_LIST(exec)                                                                                                \
  va_list list;                                                                                                        \
  size_t count = 1;                                                                                                    \
  va_start(list, first);                                                                                               \
  while (va_arg(list, const char *) != NULL) count++;                                                 \
  va_end(list);                                                                                                        \
  char *argv[count + 1];                                                                                               \
  argv[0] = (char *)first;                                                                                             \
  va_start(list, first);                                                                                               \
  for (size_t n = 1; n <= count; n++) argv[n] = va_arg(list, char *);                                 \
  char *const *env __attribute__((unused)) = va_arg(list, char *const *);                                              \
  va_end(list);                                                                                                        \
  return exec
__attribute__((weak)) int execl(const char *name, const char *first, ...) { WITH_LIST(execv(name, argv)); }
__attribute__((weak)) int execlp(const char *name, const char *first, ...) { WITH_LIST(execvp(name, argv)); }
__attribute__((weak)) int execle(const char *name, const char *first, ...) { WITH_LIST(execve(name, argv, env)); }

__attribute__((weak, noreturn)) void _exit(int code) {
  sandbox_write(LINES);
  for (;;) syscall(SYS_exit_group, code);
}
__attribute__((weak, noreturn)) void _Exit(int code) { _exit(code); }
