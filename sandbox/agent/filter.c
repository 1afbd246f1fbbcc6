// System calls that are refused besides those of Docker's filter, whose older versions allow more. The filter is for the
// agent, which makes none of these calls, and so for all that the agent starts.
#include "agent.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined __x86_64__
#define NATIVE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define NATIVE AUDIT_ARCH_AARCH64
#else
#error "the filter knows the system calls of x86-64 and arm64"
#endif

static const struct {
  uint32_t native, i386;
  uint32_t error; // 0: the call does nothing and succeeds
} refused[] = {
    {SYS_io_setup, 245, EPERM}, // these two use up resources of the whole machine
    {SYS_mq_open, 277, EPERM},
    {SYS_sync, 36, 0}, // a program has no need to wait for the machine's disks
    {SYS_syncfs, 344, 0},
    {SYS_io_uring_setup, 425, EPERM},
    {UINT32_MAX, 102, ENOSYS}, // socketcall, whose address family a filter cannot see
    {SYS_unshare, 310, EPERM}, // the profile of a cell allows these two, for its supervisor
    {SYS_mount, 21, EPERM},
    {SYS_umount2, 52, EPERM}, // gVisor has no profiles, and allows the others
    {SYS_pivot_root, 217, EPERM},
    {SYS_setns, 346, EPERM},
    {SYS_clone3, 435, ENOSYS}, // its flags are hidden from a filter; libraries use clone instead
};
enum { NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET };
static const uint32_t families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

static struct sock_filter filter[128];
static struct sock_fprog filter_program = {.filter = filter};

static void add(uint16_t code, uint32_t value, uint8_t if_true, uint8_t if_false) {
  filter[filter_program.len++] = (struct sock_filter)BPF_JUMP(code, value, if_true, if_false);
}

static void add_load(size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }

static void add_answer(uint32_t answer) { add(BPF_RET | BPF_K, answer, 0, 0); }

static void add_calls(int i386, uint32_t call_socket, uint32_t call_clone) {
  add_load(offsetof(struct seccomp_data, nr));
  if (!i386) { // from this number on, x86-64 has a second set of calls
    add(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    add_answer(SECCOMP_RET_ERRNO | ENOSYS);
  }
  for (size_t n = 0; n < sizeof refused / sizeof *refused; n++) {
    add(BPF_JMP | BPF_JEQ | BPF_K, i386 ? refused[n].i386 : refused[n].native, 0, 1);
    add_answer(SECCOMP_RET_ERRNO | refused[n].error);
  }
  add(BPF_JMP | BPF_JEQ | BPF_K, call_clone, 0, 4);
  add_load(offsetof(struct seccomp_data, args));
  add(BPF_JMP | BPF_JSET | BPF_K, NAMESPACES, 0, 1);
  add_answer(SECCOMP_RET_ERRNO | EPERM);
  add_answer(SECCOMP_RET_ALLOW);
  add(BPF_JMP | BPF_JEQ | BPF_K, call_socket, 1, 0);
  add_answer(SECCOMP_RET_ALLOW);
  add_load(offsetof(struct seccomp_data, args)); // the lower half, on little-endian machines
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
  add_calls(0, SYS_socket, SYS_clone);
  filter[jump].jf = (uint8_t)(filter_program.len - jump - 1);
#ifdef __x86_64__
  add(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0);
  add_answer(SECCOMP_RET_ERRNO | ENOSYS);
  add_calls(1, 359, 120);
#else
  add_answer(SECCOMP_RET_ERRNO | ENOSYS);
#endif
}

// Installs the filter for good. A kernel without filters lacks Docker's too.
int refuse_calls(void) {
  make_filter();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter_program, 0, 0) == 0 || errno == EINVAL ? 0 : -1;
}
