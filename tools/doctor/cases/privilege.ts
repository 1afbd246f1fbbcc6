import { GOT_NOTHING, tries, unlessLacking, type Cases } from './case.ts';

/** System calls that only the administrator of a machine needs. Each must be refused. */
const ADMINISTRATION = [
  ['mount', '"none", "/work", "tmpfs", 0, 0'],
  ['umount2', '"/work", 2'],
  ['pivot_root', '"/", "/"'],
  ['chroot', '"/"'],
  ['unshare', '0x10000000 /* user */'],
  ['unshare', '0x00020000 /* mounts */'],
  ['unshare', '0x40000000 /* network */'],
  ['setns', '0, 0'],
  ['ptrace', '16 /* attach */, 1, 0, 0'],
  ['process_vm_readv', '1, &one, 1, &one, 1, 0'],
  ['kcmp', '1, 1, 0, 0, 0'],
  ['keyctl', '0, -3, 1'],
  ['add_key', '"user", "k", "v", 1, -2'],
  ['bpf', '0, 0, 0'],
  ['perf_event_open', '0, 0, -1, -1, 0'],
  ['init_module', '0, 0, ""'],
  ['kexec_load', '0, 0, 0, 0'],
  ['reboot', '0xfee1dead, 672274793, 0, 0'],
  ['swapon', '"/work/x", 0'],
  ['acct', '"/work/x"'],
  ['sethostname', '"x", 1'],
  ['settimeofday', '0, 0'],
  ['open_by_handle_at', '0, 0, 0'],
  ['io_setup', '1, &context'],
  ['mq_open', '"x", 0102, 0600, 0'],
  ['setuid', '0'],
  ['setgid', '0'],
  ['setresuid', '0, 0, 0'],
  ['kill', '1, 9'],
  ['kill', '1, 19'],
  ['syslog', '3, 0, 0'],
  ['quotactl', '0, 0, 0, 0'],
  ['userfaultfd', '0'],
  ['io_uring_setup', '1, parameters'],
] as const;

/** Programs that try to get more rights. */
export const privilege: Cases = (at) => [
  {
    does: `calls ${new Set(ADMINISTRATION.map(([name]) => name)).size} system calls of an administrator: setuid, mount, unshare, ptrace, keyctl, bpf …`,
    language: 'c',
    code: `#include <stdio.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
int main(void) {
  char byte;
  struct iovec one = {&byte, 1};
  unsigned long context = 0;
  char parameters[120] = {0};
  (void)one, (void)context, (void)parameters;
${ADMINISTRATION.map(([name, given]) => `#ifdef SYS_${name}\n  if (syscall(SYS_${name}, ${given}) >= 0) puts("got ${name}");\n#endif`).join('\n')}
  puts("end");
}`,
    see: { ends: 'completed', stdout: 'end\n' },
  },
  {
    does: 'searches for capabilities, new privileges, and a kernel that filters nothing',
    language: 'python',
    code: `import re
status = dict(re.findall(r"(\\w+):\\s+(\\w+)", open("/proc/self/status").read()))
print(*[f"{name}={int(status[name], 16)}" for name in ("CapInh", "CapPrm", "CapEff", "CapAmb", "NoNewPrivs", "Seccomp")])`,
    see: at.wasm
      ? { ends: 'exit 1', stderr: /FileNotFoundError/ }
      : { ends: 'completed', stdout: 'CapInh=0 CapPrm=0 CapEff=0 CapAmb=0 NoNewPrivs=1 Seccomp=2\n' },
  },
  {
    does: 'becomes another user',
    language: 'python',
    code: tries({
      setuid: 'os.setuid(0)',
      seteuid: 'os.seteuid(0)',
      setgid: 'os.setgid(0)',
      groups: 'os.setgroups([0])',
      chown: 'os.chown("main.py", 0, 0)',
      other: 'os.setuid(1000)',
    }),
    see: GOT_NOTHING,
  },
  {
    does: 'runs a setuid program, its own or one it finds',
    language: 'python',
    code: `import os, shutil, subprocess, sys
shutil.copy(os.path.realpath(sys.executable), "/work/own")
os.chmod("/work/own", 0o6755)
found = [os.path.join(folder, name) for folder in ("/bin", "/usr/bin", "/sbin", "/usr/sbin") if os.path.isdir(folder)
         for name in os.listdir(folder) if os.path.isfile(os.path.join(folder, name)) and os.stat(os.path.join(folder, name)).st_mode & 0o4000]
for su in found:
    subprocess.run([su, "-c", "id"], stdin=subprocess.DEVNULL, capture_output=True, timeout=2)
print(os.stat("/work/own").st_uid == os.getuid() != 0)`,
    see: at.wasm ? { ends: 'exit 1' } : { ends: 'completed', stdout: 'True\n' },
  },
  {
    does: 'kills, stops and traces the supervisor',
    language: 'python',
    code: 'import os, signal\nfor number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGSEGV):\n    try: os.kill(1, number); print("sent")\n    except PermissionError: pass\nprint("end")',
    see: unlessLacking(at, { ends: 'completed', stdout: 'end\n' }),
  },
  {
    does: 'kills everything it can',
    language: 'python',
    code: 'import os, signal\ntry: os.kill(-1, signal.SIGKILL)\nexcept ProcessLookupError: pass\nprint("end")',
    see: unlessLacking(at, { ends: 'completed', stdout: 'end\n' }),
  },
  {
    does: 'opens raw sockets',
    language: 'python',
    code: tries(
      {
        icmp: 'socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)',
        packet: 'socket.socket(17, socket.SOCK_RAW, 768)',
        device: 'socket.socket(socket.AF_INET, socket.SOCK_STREAM).setsockopt(1, 25, b"eth0")',
        crypto: 'socket.socket(38, socket.SOCK_SEQPACKET)',
        vsock: 'socket.socket(40, socket.SOCK_STREAM).connect((2, 1024))',
      },
      'import socket',
    ),
    see: GOT_NOTHING,
  },
  {
    does: 'raises its own limits and its priority',
    language: 'python',
    code: tries(
      {
        files: 'raise_limit("RLIMIT_NOFILE")',
        size: 'raise_limit("RLIMIT_FSIZE")',
        core: 'raise_limit("RLIMIT_CORE")',
        nice: 'os.setpriority(os.PRIO_PROCESS, 0, -20)',
        realtime: 'os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))',
        survivor: 'open("/proc/self/oom_score_adj", "wb", buffering=0).write(b"-1")',
        clock: 'time.clock_settime(time.CLOCK_REALTIME, 0)',
      },
      `import time
def raise_limit(name):
    import resource
    resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY, resource.RLIM_INFINITY))`,
    ),
    see: GOT_NOTHING,
  },
];
