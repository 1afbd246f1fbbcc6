// A room of a cell: new namespaces, ids that no earlier room had, empty folders, and an agent as the first process.
// Three processes make it: a helper that owns the room's user namespace, a clerk that stays outside and maps
// the ids, and the room's first process, which is the supervisor's own child and becomes the agent.
#include "agent.h"

#include <grp.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

enum {
  NAMESPACES = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWCGROUP,
  NO_DEVICES = MS_NOSUID | MS_NODEV,
};

// The files of its cgroup that a program may read: the limits, to which runtimes adapt. Counters would tell of earlier runs.
static const char *const limits[] = {
    "memory.max", "memory.high", "memory.swap.max", "cpu.max", "pids.max",
    "memory/memory.limit_in_bytes", "memory/memory.soft_limit_in_bytes",
};

static int report; // tells the supervisor what has failed; closes when the agent begins

static void fail(const char *step) {
  struct failure failure = {.error = errno};
  snprintf(failure.step, sizeof failure.step, "%s", step);
  if (write(report, &failure, sizeof failure) != sizeof failure) _exit(2);
  _exit(1);
}

static void make_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
}

static void keep_capabilities(uint32_t keep) {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{keep, keep, 0}, {0, 0, 0}};
  if (syscall(SYS_capset, &head, data) != 0) fail("capabilities");
}

// What the kernel counts for each user counts for this id, not for root.
static void become_owner(uid_t root) {
  if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 || setgroups(0, NULL) != 0 || setresgid(root, root, root) != 0 ||
      setresuid(root, root, root) != 0)
    fail("ids");
  keep_capabilities(1u << CAP_SETUID | 1u << CAP_SETGID);
}

static void write_map(pid_t of, const char *name, uid_t root) {
  char path[64], map[96];
  snprintf(path, sizeof path, "/proc/%d/%s", of, name);
  int length = snprintf(map, sizeof map, "0 %u 1\n%u %u 1\n", root, root + 1, root + 1);
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0 || write(file, map, (size_t)length) != length) fail(name);
  close(file);
}

// The clerk, which maps the ids.
static void map_ids(pid_t helper, uid_t root, int unshared) {
  char byte;
  if (read(unshared, &byte, 1) != 1) _exit(1);
  write_map(helper, "gid_map", root);
  write_map(helper, "uid_map", root);
  _exit(0);
}

static void enter_namespaces(uid_t root) {
  int unshared[2];
  pid_t helper = getpid();
  make_pipe(unshared);
  pid_t clerk = fork();
  if (clerk < 0) fail("fork");
  if (clerk == 0) {
    close(unshared[1]);
    map_ids(helper, root, unshared[0]);
  }
  if (unshare(NAMESPACES) != 0) fail("unshare");
  if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0 || write(unshared[1], "", 1) != 1) fail("map"); // the user namespace exists now
  if (wait_for(clerk) != 0) _exit(1);
}

// An empty folder in memory. gVisor knows no nr_inodes.
static void cover(const char *path, unsigned long flags, const char *options, const char *inodes) {
  char all[128];
  snprintf(all, sizeof all, "%s,%s", options, inodes);
  if (mount("tmpfs", path, "tmpfs", flags, all) != 0 && mount("tmpfs", path, "tmpfs", flags, options) != 0) fail(path);
}

static void show_limit(int cgroup, const char *name) {
  char from[32], to[96];
  int limit = openat(cgroup, name, O_PATH | O_CLOEXEC);
  if (limit < 0) return;
  snprintf(from, sizeof from, "/proc/self/fd/%d", limit);
  snprintf(to, sizeof to, "/sys/fs/cgroup/%s", name);
  int file = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
  if (file < 0 || mount(from, to, NULL, MS_BIND, NULL) != 0) fail(to);
  close(file);
  close(limit);
}

static void furnish(int cgroup) {
  if (mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) fail("mount");
  cover("/work", NO_DEVICES, "size=64m,mode=0777", "nr_inodes=4096"); // sizes as in options.ts
  cover("/tmp", NO_DEVICES | MS_NOEXEC, "size=64m,mode=1777", "nr_inodes=1024");
  cover("/dev/shm", NO_DEVICES | MS_NOEXEC, "size=16m,mode=1777", "nr_inodes=4096");
  if (access("/dev/mqueue", F_OK) == 0 && mount("mqueue", "/dev/mqueue", "mqueue", NO_DEVICES | MS_NOEXEC, NULL) != 0)
    fail("/dev/mqueue");
  cover("/sys", NO_DEVICES | MS_NOEXEC, "size=64k,mode=0755", "nr_inodes=32");
  int is_v1 = faccessat(cgroup, "memory", F_OK, 0) == 0;
  if (mkdir("/sys/fs", 0755) != 0 || mkdir("/sys/fs/cgroup", 0755) != 0) fail("/sys");
  if (is_v1 && mkdir("/sys/fs/cgroup/memory", 0755) != 0) fail("/sys");
  for (size_t n = 0; n < sizeof limits / sizeof *limits; n++) show_limit(cgroup, limits[n]);
}

// The network of a room is the interface lo. Where switching it on fails, it is on already.
static void switch_on_lo(void) {
  struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ioctl(any, SIOCSIFFLAGS, &lo);
  close(any);
}

// After this the room has the rights of a container's agent, and cannot get more.
static void seal(void) {
  uint32_t keep = 1u << CAP_SETUID | 1u << CAP_SETGID | 1u << CAP_KILL;
  for (int one = 0; one <= CAP_LAST_CAP; one++)
    if (one >= 32 || !(keep >> one & 1)) prctl(PR_CAPBSET_DROP, one, 0, 0, 0); // this kernel does not have that capability
  keep_capabilities(keep);
  if (refuse_calls() != 0) fail("filter");
}

static void become_agent(uid_t program, int in, int out) {
  char id[16];
  int cgroup = open("/sys/fs/cgroup", O_PATH | O_DIRECTORY | O_CLOEXEC);
  furnish(cgroup);
  switch_on_lo();
  seal();
  snprintf(id, sizeof id, "%u", program);
  if (dup2(in, 0) < 0 || dup2(out, 1) < 0) fail("dup2");
  // only descriptors 0 to 3 stay open; that `report` closes means success
  int above = fcntl(report, F_DUPFD_CLOEXEC, CGROUP + 1), room = fcntl(cgroup, F_DUPFD_CLOEXEC, CGROUP + 1);
  if (above >= 0) report = above;
  if (above < 0 || (cgroup >= 0 && (room < 0 || dup2(room, CGROUP) < 0))) fail("dup2");
  execl("/proc/self/exe", "agent", "room", id, NULL);
  fail("exec");
}

// The helper, which owns the user namespace.
static void make_room(uid_t root, int in, int out) {
  become_owner(root);
  enter_namespaces(root);
  long first = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
  if (first < 0) fail("clone");
  if (first > 0) _exit(0);
  become_agent(root + 1, in, out);
}

struct failure open_room(uid_t root, int in, int out) {
  struct failure failure = {0};
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) die("pipe");
  report = ends[1];
  pid_t helper = fork();
  if (helper < 0) die("fork");
  if (helper == 0) make_room(root, in, out);
  close(ends[1]);
  ssize_t length;
  do length = read(ends[0], &failure, sizeof failure);
  while (length < 0 && errno == EINTR);
  close(ends[0]);
  int status = wait_for(helper);
  if (failure.error == 0 && status != 0) failure = (struct failure){EIO, "helper"};
  return failure;
}
