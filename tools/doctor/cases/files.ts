import { GOT_NOTHING, tries, unlessLacking, type Cases } from './case.ts';

const MIB = 1024 * 1024;
/** The maximum size of one of a program's folders, with some tolerance. */
const FOLDER_BYTES = 72 * MIB;
const FOLDER_FILES = 5000;

/** Programs that write where they should not, or too much. */
export const files: Cases = (at) => [
  {
    does: 'writes outside its folders',
    language: 'python',
    code: tries({
      root: 'open("/x", "w")',
      etc: 'open("/etc/passwd", "a")',
      usr: 'open("/usr/lib/x", "w")',
      bin: 'open("/bin/sh", "ab")',
      agent: 'open("/sandbox/agent", "ab")',
      device: 'open("/dev/x", "w")',
      up: 'open("../x", "w")',
      mkdir: 'os.mkdir("/x")',
      remove: 'os.remove("/etc/passwd")',
      rename: 'os.rename("/etc/passwd", "/work/passwd")',
      ...(!at.wasm && { chmod: 'os.chmod("/etc", 0o777)', library: 'open(os.__file__, "a")' }), // its own copy there
    }),
    see: GOT_NOTHING,
  },
  {
    does: 'changes settings of the kernel and its own limits',
    language: 'python',
    code: tries(
      {
        core: 'write("/proc/sys/kernel/core_pattern", b"x")',
        host: 'write("/proc/sys/kernel/hostname", b"x")',
        trigger: 'write("/proc/sysrq-trigger", b"b")',
        memory: 'write("/sys/fs/cgroup/memory/memory.limit_in_bytes", b"-1")',
        memory2: 'write("/sys/fs/cgroup/memory.max", b"max")',
        pids: 'write("/sys/fs/cgroup/pids/pids.max", b"max")',
        cgroup: 'os.mkdir("/sys/fs/cgroup/memory/x")',
        release: 'write("/sys/fs/cgroup/memory/release_agent", b"/work/x")',
        uevent: 'write("/sys/kernel/uevent_helper", b"/work/x")',
        priority: 'write("/proc/self/oom_score_adj", b"-1000")',
      },
      'def write(path, what): open(path, "wb", buffering=0).write(what)',
    ),
    see: GOT_NOTHING,
  },
  ...['/work', '/tmp'].map((folder) => ({
    does: `fills ${folder} with bytes and then with files`,
    language: 'python' as const,
    code: `import os, signal
try: signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
except (AttributeError, ValueError, OSError): pass
written = 0
try:
    with open("${folder}/big", "wb", buffering=0) as file:
        while written < ${4 * FOLDER_BYTES}: written += file.write(bytes(1_000_000))
except OSError: pass
os.remove("${folder}/big")
count = 0
try:
    while count < ${2 * FOLDER_FILES}:
        open(f"${folder}/{count}", "w").close()
        count += 1
except OSError: pass
print(written < ${FOLDER_BYTES}, count < ${FOLDER_FILES})`,
    see: { ends: 'completed', stdout: 'True True\n' },
  })),
  {
    does: 'fills shared memory',
    language: 'python',
    code: `written = 0
try:
    with open("/dev/shm/big", "wb", buffering=0) as file:
        while written < ${FOLDER_BYTES}: written += file.write(bytes(1_000_000))
except OSError: pass
print(written < ${32 * MIB})`,
    see: { ends: 'completed', stdout: 'True\n' },
  },
  {
    does: 'makes a huge sparse file',
    language: 'python',
    code: 'try: open("big", "wb").truncate(10**12); print("made")\nexcept OSError: print("refused")',
    see: { ends: ['completed', 'signal SIGXFSZ'], never: /made/ },
  },
  {
    does: 'fills the disk with files it has removed',
    language: 'python',
    code: `import os
held, written = [], 0
try:
    while written < ${8 * FOLDER_BYTES}:
        file = open("f", "wb", buffering=0)
        held.append(file)
        os.remove("f")
        written += file.write(bytes(16_000_000))
except OSError: pass
print(written < ${2 * FOLDER_BYTES})`,
    see: { ends: ['completed', 'memory'], never: /False/ },
  },
  {
    does: 'follows links out of its folder',
    language: 'python',
    code: tries(
      {
        shadow: 'read("/etc/shadow")',
        supervisor: 'read("/proc/1/environ")',
        root: 'os.listdir("/proc/1/root")',
        cwd: 'os.listdir("/proc/1/cwd")',
        executable: 'read("/proc/1/exe")',
        hard: 'os.link("/etc/passwd", "hard")',
        dots: 'open("/work/../../../../../../etc/shadow").read(1)',
      },
      'def read(path):\n    os.symlink(path, "link" + path.replace("/", "-"))\n    return open("link" + path.replace("/", "-"), "rb").read(1)',
    ),
    see: GOT_NOTHING,
  },
  {
    does: 'replaces its own source by a link and then fails, so that the traceback reads the link',
    language: 'python',
    code: 'import os\nos.remove("main.py")\nos.symlink("/proc/1/environ", "main.py")\n1 / 0',
    see: { ends: 'exit 1', stderr: at.wasm ? /OSError/ : /ZeroDivisionError/, never: /PATH=|HOME=/ },
  },
  {
    does: 'makes device files, and opens those of the machine',
    language: 'python',
    code: tries({
      node: 'os.mknod("null", 0o600 | 0o020000, os.makedev(1, 3))',
      disk: 'os.mknod("disk", 0o600 | 0o060000, os.makedev(8, 0))',
      memory: 'open("/dev/mem", "rb")',
      log: 'open("/dev/kmsg", "rb")',
      kvm: 'open("/dev/kvm", "rb")',
      fuse: 'open("/dev/fuse", "rb")',
      port: 'open("/dev/port", "rb")',
      sda: 'open("/dev/sda", "rb")',
      tun: 'open("/dev/net/tun", "rb")',
    }),
    see: GOT_NOTHING,
  },
  {
    does: 'opens files until the limit',
    language: 'python',
    code: `held = []
try:
    while len(held) < 100_000: held.append(open("main.py"))
except OSError: pass
print(len(held) < 5000)`,
    see: { ends: 'completed', stdout: 'True\n' },
  },
  {
    does: 'writes to the page cache of read-only files (Dirty Pipe)',
    language: 'c',
    code: `#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  int p[2], fd = open("/etc/passwd", O_RDONLY);
  char zero[4096] = {0}, was[2], is[2];
  if (fd < 0 || pipe(p) != 0 || pread(fd, was, 1, 1) != 1) return 1;
  int size = fcntl(p[1], F_GETPIPE_SZ);
  for (int n = 0; n < size; n += 4096) if (write(p[1], zero, 4096) < 0) return 2;
  for (int n = 0; n < size; n += 4096) if (read(p[0], zero, 4096) < 0) return 3;
  off64_t at = 0;
  if (splice(fd, &at, p[1], NULL, 1, 0) != 1 || write(p[1], "#", 1) != 1) return 4;
  if (pread(fd, is, 1, 1) != 1) return 5;
  puts(is[0] == was[0] ? "unchanged" : "CHANGED");
}`,
    see: unlessLacking(at, { ends: 'completed', stdout: 'unchanged\n' }),
  },
];
