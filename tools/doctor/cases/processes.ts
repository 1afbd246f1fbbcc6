import { latestMs, shortMs, unlessLacking, type Case, type Cases } from './case.ts';

/** Programs that start many processes or threads. */
export const processes: Cases = (at) => {
  const many = at.processes * 3;
  const timeMs = shortMs(at);
  const stopped = { ends: ['time', 'processes'], withinMs: latestMs(timeMs) } as const;
  return [
    {
      does: 'is a fork bomb',
      language: 'python',
      code: 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass',
      timeMs,
      see: unlessLacking(at, stopped),
    },
    {
      does: 'is a fork bomb',
      language: 'c',
      code: '#include <unistd.h>\nint main(void) { for (;;) fork(); }',
      timeMs,
      see: unlessLacking(at, stopped),
    },
    {
      does: 'forks until it is refused, and fails',
      language: 'python',
      code: `import os, time\nfor _ in range(${many}):\n    if os.fork() == 0: time.sleep(60)`,
      see: unlessLacking(at, { ends: 'processes' }),
    },
    {
      does: 'leaves zombies until it is refused, and fails',
      language: 'python',
      code: `import os\nfor _ in range(${many}):\n    if os.fork() == 0: os._exit(0)`,
      see: unlessLacking(at, { ends: 'processes' }),
    },
    {
      does: 'is a thread bomb',
      language: 'python',
      code: `import threading, time\nfor _ in range(${many}): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()`,
      see: unlessLacking(at, { ends: 'processes' }),
    },
    {
      does: 'is a thread bomb',
      language: 'cpp',
      code: `#include <chrono>
#include <thread>
#include <vector>
int main() {
  std::vector<std::thread> all;
  for (int n = 0; n < ${many}; n++) all.emplace_back([] { std::this_thread::sleep_for(std::chrono::hours(1)); });
}`,
      see: unlessLacking(at, { ends: 'processes' }),
    },
    {
      does: 'replaces itself without end',
      language: 'python',
      code: 'import os, sys\nos.execv(sys.executable, [sys.executable, "main.py"])',
      timeMs,
      see: unlessLacking(at, stopped),
    },
    {
      does: 'forks in a chain, each parent ending before its child',
      language: 'c',
      code: '#include <unistd.h>\nint main(void) { while (fork() == 0) setsid(); }',
      see: unlessLacking(at, { ends: ['completed', 'exit', 'processes'], withinMs: latestMs(at.timeMs) }),
    },
    {
      does: 'uses a few processes well',
      language: 'python',
      code: 'from multiprocessing import Pool\ndef square(n): return n * n\nif __name__ == "__main__":\n    with Pool(4) as pool: print(sum(pool.map(square, range(10))))',
      see: unlessLacking(at, { ends: 'completed', stdout: '285\n' }),
    },
    {
      does: 'uses a few threads well',
      language: 'cpp',
      code: '#include <atomic>\n#include <iostream>\n#include <thread>\nint main() { std::atomic<int> n{0}; std::thread a([&] { n += 2; }), b([&] { n += 3; }); a.join(); b.join(); std::cout << n << "\\n"; }',
      see: unlessLacking(at, { ends: 'completed', stdout: '5\n' }),
    },
    ...(at.wasm ? [] : [greedy]),
  ];
};

/** Uses up resources that the kernel counts for each user; so every sandbox must have its own user. */
const BY_USER = `#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static int watch(void) { return inotify_init(); }
static int queue(void) { return sigqueue(getpid(), SIGRTMIN, (union sigval){0}); }
static int timer(void) { timer_t made; struct sigevent event = {.sigev_notify = SIGEV_NONE}; return timer_create(CLOCK_MONOTONIC, &event, &made); }
`;

const greedy: Case = {
  does: 'uses up what the kernel gives one user: watches, queued signals, timers',
  language: 'c',
  code: `${BY_USER}int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  for (int n = 0; n < 8; n++) if (fork() == 0) {
    while (watch() >= 0) continue;
    while (queue() >= 0) continue;
    for (int made = 0; made < 20000 && timer() >= 0; made++) continue;
    sleep(2);
    _exit(0);
  }
  while (wait(NULL) > 0) continue;
  puts("end");
}`,
  beside: `${BY_USER}int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  for (int n = 0; n < 30; n++) {
    int watched = watch();
    if (watched < 0 || queue() < 0 || timer() < 0) return perror("disturbed"), 1;
    close(watched);
    usleep(100000);
  }
  puts("undisturbed");
}`,
  see: { ends: 'completed', stdout: 'end\n' },
};
