import { latestMs, shortMs, unlessLacking, type Cases } from './case.ts';

/** Programs that do not end by themselves. */
export const time: Cases = (at) => {
  const stopped = { ends: 'time', withinMs: latestMs(at.timeMs) } as const;
  const timeMs = shortMs(at);
  const soon = { ...stopped, withinMs: latestMs(timeMs) } as const;
  const free = { ends: 'completed', stdout: 'parent done\n', withinMs: Math.max(at.timeMs * 0.8, 1000) } as const;
  return [
    { does: 'is busy for ever', language: 'python', code: 'while True: pass', see: stopped },
    { does: 'is busy for ever', language: 'c', code: 'int main(void) { for (;;); }', timeMs, see: stopped },
    { does: 'sleeps for ever', language: 'python', code: 'import time\ntime.sleep(10**6)', timeMs, see: soon },
    {
      does: 'sleeps for ever',
      language: 'cpp',
      code: '#include <unistd.h>\nint main() { for (;;) sleep(1000); }',
      timeMs,
      see: stopped, // to compile it takes time, too
    },
    {
      does: 'stops itself and its group with SIGSTOP',
      language: 'python',
      code: 'import os, signal\nos.kill(0, signal.SIGSTOP)',
      timeMs,
      see: unlessLacking(at, soon),
    },
    {
      does: 'ignores every signal',
      language: 'python',
      code: `import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: pass`,
      timeMs,
      see: soon,
    },
    {
      does: 'does not end in atexit',
      language: 'python',
      code: 'import atexit\ndef never():\n    while True: pass\natexit.register(never)\nprint("end")',
      timeMs,
      see: { ...soon, stdout: 'end\n' },
    },
    {
      does: 'does not end in a destructor',
      language: 'cpp',
      code: '#include <unistd.h>\nstruct Never { ~Never() { for (;;) sleep(1); } } never;\nint main() {}',
      timeMs,
      see: stopped,
    },
    {
      does: 'computes a number with a hundred million digits',
      language: 'python',
      code: 'x = 7 ** 10 ** 8\nprint(x % 10)\ny = x * x * x',
      timeMs,
      see: { ...soon, ends: ['time', 'memory'] },
    },
    {
      does: 'matches a pattern that takes for ever',
      language: 'python',
      code: 'import re\nre.match("(a*)*b", "a" * 60)',
      timeMs,
      see: soon,
    },
    {
      does: 'leaves an orphan that holds its pipes',
      language: 'python',
      code: 'import os, time\nif os.fork() == 0:\n    time.sleep(3600)\nprint("parent done")',
      see: unlessLacking(at, free),
    },
    {
      does: 'leaves a daemon in a session of its own that ignores signals and holds its pipes',
      language: 'python',
      code: `import os, signal
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except OSError: pass
        while True: pass
    os._exit(0)
os.wait()
print("parent done")`,
      see: unlessLacking(at, free),
    },
    {
      does: 'leaves a child that is stopped',
      language: 'python',
      code: `import os, signal
pid = os.fork()
if pid == 0:
    os.kill(os.getpid(), signal.SIGSTOP)
os.waitpid(pid, os.WUNTRACED)
print("parent done")`,
      see: unlessLacking(at, free),
    },
    {
      does: 'keeps a busy thread',
      language: 'python',
      code: 'import threading\ndef busy():\n    while True: pass\nthreading.Thread(target=busy).start()',
      timeMs,
      see: unlessLacking(at, soon),
    },
  ];
};
