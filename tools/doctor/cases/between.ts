import { unlessLacking, type Cases } from './case.ts';

const DIRECTORIES = ['/work', '/tmp', '/dev/shm', '/var/tmp', '/run', '/mnt', '/', '/usr/lib'];

/** Pairs of runs: the second program searches for something that the first has left. */
export const between: Cases = (at) => [
  {
    does: 'searches for files of an earlier run',
    language: 'python',
    after: `import os
for folder in ${JSON.stringify(DIRECTORIES)}:
    try: open(folder + "/left", "w").write("left")
    except OSError: pass
try: open(os.__file__, "a").write("\\nleft = True")
except OSError: pass
for name in ("random.py", "sitecustomize.py", "usercustomize.py"):
    open(name, "w").write("print('left')")`,
    code: `import os, random
print([folder for folder in ${JSON.stringify(DIRECTORIES)} if os.path.exists(folder + "/left")], sorted(os.listdir("/work")), os.listdir("/tmp"), hasattr(os, "left"))`,
    see: { ends: 'completed', stdout: "[] ['main.py'] [] False\n" },
  },
  {
    does: 'compiles with the headers that an earlier run has overwritten',
    language: 'c',
    after: `#include <stdio.h>
int main(void) {
  const char *all[] = {"/usr/include/stdio.h", "/usr/local/include/stdio.h", "/pch/iostream.h", "/sandbox/stdout.o", "stdio.h", "/tmp/stdio.h"};
  for (int n = 0; n < 6; n++) { FILE *f = fopen(all[n], "w"); if (f) { fputs("#error left\\n", f); fclose(f); } }
}`,
    code: '#include <stdio.h>\nint main(void) { puts("fine"); }',
    see: { ends: 'completed', stdout: 'fine\n' },
  },
  {
    does: 'searches for shared memory, semaphores and messages of an earlier run',
    language: 'c',
    after: `#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
int main(void) {
  int id = shmget(4242, 4096, IPC_CREAT | 0666);
  void *p = shmat(id, 0, 0);
  if (p != (void *)-1) strcpy(p, "left");
  semget(4242, 1, IPC_CREAT | 0666);
  msgget(4242, IPC_CREAT | 0666);
}`,
    code: `#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
int main(void) {
  printf("%d %d %d\\n", shmget(4242, 0, 0), semget(4242, 0, 0), msgget(4242, 0));
}`,
    see: unlessLacking(at, { ends: 'completed', stdout: '-1 -1 -1\n' }),
  },
  {
    does: 'connects to servers of an earlier run that continue as daemons',
    language: 'python',
    after: `import os, socket, time
tcp = socket.create_server(("0.0.0.0", 4242))
hidden = socket.socket(socket.AF_UNIX)
hidden.bind("\\0left")
hidden.listen()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: time.sleep(600)
    os._exit(0)`,
    code: `import socket
for family, address in ((socket.AF_INET, ("127.0.0.1", 4242)), (socket.AF_UNIX, "\\0left")):
    try: socket.socket(family).connect(address); print("connected")
    except OSError: print("nobody")`,
    see: unlessLacking(at, { ends: 'completed', stdout: 'nobody\nnobody\n' }),
  },
  {
    does: 'searches for processes of an earlier run',
    language: 'python',
    after: `import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv("/bin/sleep", ["left-behind", "600"])
    os._exit(0)`,
    code: `import glob
print([name for path in glob.glob("/proc/[0-9]*/cmdline") for name in [open(path).read()] if "left" in name])`,
    see: { ends: 'completed', stdout: '[]\n' },
  },
  {
    does: 'has the seeds of an earlier run: random, hash, UUID, names of temporary files',
    language: 'python',
    code: 'import random, uuid, tempfile\nfor seen in (random.random(), hash("seed"), uuid.uuid4(), tempfile.mktemp()): print(seen)',
    twiceDifferent: true,
    see: { ends: 'completed' },
  },
  {
    does: 'has the seed of an earlier run: std::random_device',
    language: 'cpp',
    code: '#include <iostream>\n#include <random>\nint main() { std::random_device d; std::cout << d() << "\\n" << d() << "\\n"; }',
    twiceDifferent: true,
    see: { ends: 'completed' },
  },
  {
    does: 'sees the settings that an earlier run has changed',
    language: 'python',
    after: `import builtins, os, random, sys, time
builtins.left = sys.left = random.left = time.left = True
os.environ["LEFT"] = "1"
random.seed(1)
time.sleep = print`,
    code: `import builtins, os, random, sys, time
print([hasattr(module, "left") for module in (builtins, sys, random, time)], "LEFT" in os.environ, time.sleep is print)`,
    see: { ends: 'completed', stdout: '[False, False, False, False] False False\n' },
  },
];
