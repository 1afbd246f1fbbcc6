import { GOT_NOTHING, tries, type Cases } from './case.ts';

/** Names of variables that the engine's environment has, and that no program's may have. */
const ENGINE = /REDIS|DATABASE|POSTGRES|DOCKER|PASSWORD|SECRET|TOKEN|DATA_DIR|LANES|npm_|NODE_/i;
const MARK = 'kept-by-a-neighbour';

/** Programs that look for secrets of the engine or of others. */
export const secrets: Cases = (at) => [
  {
    does: 'prints its environment',
    language: 'python',
    code: 'import os\nprint(sorted(os.environ))',
    see: { ends: 'completed', stdout: /^\[.*\]\n$/, never: ENGINE },
  },
  {
    does: 'prints its environment',
    language: 'c',
    code: '#include <stdio.h>\nextern char **environ;\nint main(void) { for (char **e = environ; e && *e; e++) puts(*e); puts("end"); }',
    see: { ends: 'completed', stdout: /end\n$/, never: ENGINE },
  },
  {
    does: 'reads /proc of the supervisor',
    language: 'python',
    code: tries(
      Object.fromEntries([
        ...['environ', 'mem', 'maps', 'auxv', 'stack', 'syscall', 'exe'].map((name) => [
          name,
          `open("/proc/1/${name}", "rb").read(1)`,
        ]),
        ...['fd', 'cwd', 'root', 'map_files', 'fdinfo'].map((name) => [name, `os.listdir("/proc/1/${name}")`]),
      ]),
    ),
    see: GOT_NOTHING,
  },
  {
    does: 'reads the environment and the memory of every process but its own',
    language: 'python',
    code: `import glob, os
got, own = [], os.path.basename(os.path.realpath("/proc/self"))
for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/task/*/environ"):
    if path.split("/")[2] == own: continue
    try: got.append((path, open(path, "rb").read(200)))
    except OSError: pass
print("got", got)`,
    see: GOT_NOTHING,
  },
  {
    does: 'searches for the engine, its sockets and its data',
    language: 'python',
    code: `import os
places = ("/var/run/docker.sock", "/run/docker.sock", "/app", "/dist", "/data", "/work/node_modules", "/var/lib/docker", "/root/.ssh",
          "/proc/1/root/app", "/.env", "/site/../dist", "/var/lib/postgresql", "/run/secrets", "/host")
print("got", [place for place in places if os.path.exists(place) and (os.path.isfile(place) or os.listdir(place))])`,
    see: GOT_NOTHING,
  },
  {
    does: 'searches for the running program of another user',
    language: 'python',
    beside: `mark = "${MARK}"
import time
for path in ("/tmp/mark", "/work/mark", "/dev/shm/mark"):
    try: open(path, "w").write(mark)
    except OSError: pass
time.sleep(${Math.min(2, at.timeMs / 3000)})
print("undisturbed")`,
    code: `import glob, os
mark = "-".join(["kept", "by", "a", "neighbour"])
places = [name for name in glob.glob("/work/*") + glob.glob("/tmp/*") + glob.glob("/dev/shm/*") + glob.glob("/var/tmp/*")]
places += [f"/proc/{pid}/{name}" for pid in glob.glob1("/proc", "[0-9]*") if pid != os.path.basename(os.path.realpath("/proc/self")) for name in ("cmdline", "environ", "comm", "cwd/main.py", "root/work/main.py", "root/work/mark")]
got = []
for place in places:
    try:
        if mark in open(place, "rb").read().decode("utf-8", "replace"): got.append(place)
    except OSError: pass
print("got", got)`,
    see: { ...GOT_NOTHING, never: new RegExp(MARK) },
  },
  {
    does: 'searches for data of others in new memory',
    language: 'c',
    code: `#include <stdio.h>
#include <stdlib.h>
int main(void) {
  size_t size = ${Math.round(at.memoryBytes / 4)}, found = 0;
  unsigned char *p = malloc(size);
  if (!p) return 1;
  for (size_t i = 0; i < size; i++) found += p[i] != 0;
  printf("%zu\\n", found);
}`,
    see: { ends: 'completed', stdout: '0\n' },
  },
  {
    does: 'reads the passwords of the image',
    language: 'python',
    code: tries({
      shadow: 'open("/etc/shadow").read(1)',
      backup: 'open("/etc/shadow-").read(1)',
      root: 'os.listdir("/root")',
    }),
    see: GOT_NOTHING,
  },
  ...['/etc/shadow', '/proc/1/environ', '/var/run/docker.sock'].map((path) => ({
    does: `includes ${path} in its source`,
    language: 'c' as const,
    code: `#include "${path}"\nint main(void) { return 0; }`,
    see: { ends: 'compile', stderr: /error/, never: /root:|PATH=|HOME=/ },
  })),
  {
    does: 'lets the assembler put a file into the program',
    language: 'c',
    code: '#include <stdio.h>\n__asm__(".data\\n.globl s\\ns: .incbin \\"/etc/shadow\\"\\n.byte 0\\n");\nextern char s[];\nint main(void) { puts(s); }',
    see: { ends: 'compile', never: /root:/ },
  },
  {
    does: 'lets the compiler quote a file in an error',
    language: 'c',
    code: '#line 1 "/proc/1/environ"\nnonsense one two;\nint main(void) { return 0; }',
    see: { ends: 'compile', never: /PATH=|HOME=/ },
  },
];
