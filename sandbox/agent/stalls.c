// How long the program was ready to run and got no processor. The scheduler keeps an account of each thread: the time in
// which it ran, and the time in which it waited for its turn. On a kernel without accounts there are no stalls.
#include "agent.h"

#include <dirent.h>

enum { KEPT = 64 }; // how many intervals between looks are kept

struct account {
  pid_t thread;
  uint64_t ran, waited; // in ns
  uint64_t active;      // both together, since the last look
};

// What the threads did since the last look, in ns.
struct since {
  uint64_t passed, ran, waited;
  uint64_t wanted; // processor time that the threads wanted, at most one processor for each
  uint64_t late;   // how long before the last look the longest wait began
};

// An interval between two looks, in ns.
struct interval {
  uint64_t passed, idle; // `idle`: time in which no thread was seen to want a processor
};

static struct bytes accounts, earlier; // arrays of accounts, of this look and of the one before
static size_t hint;                    // where the next thread is expected in `earlier`
static struct {
  uint64_t at_us;            // when the last look was
  uint64_t container, agent; // their processor time at the start, in ns
  uint64_t ran, waited;      // of all threads that were seen, in ns
  uint64_t unseen;           // processor time of threads that began and ended between two looks, in ns
  uint64_t stalled;          // in ns
  int known;                 // whether the kernel keeps accounts
  struct interval last[KEPT];
  size_t newest;
} so_far;

static uint64_t less(uint64_t a, uint64_t b) { return a < b ? a : b; }

static uint64_t beyond(uint64_t a, uint64_t b) { return a > b ? a - b : 0; }

// The account of a thread at the last look; zeros for a new one. Threads keep their order, so the first guess is right.
static struct account account_before(pid_t thread, const struct account *now) {
  const struct account *all = (const struct account *)earlier.data;
  size_t count = earlier.length / sizeof *all;
  for (size_t n = 0; n < count; n++) {
    const struct account *one = &all[(hint + n) % count];
    if (one->thread != thread) continue;
    hint = (hint + n + 1) % count;
    if (one->ran <= now->ran && one->waited <= now->waited) return *one; // otherwise another thread has this number now
    break;
  }
  return (struct account){.thread = thread};
}

// False where there is no account.
static int read_account(int file, struct account *account) {
  char text[64], *second;
  ssize_t length = file < 0 ? -1 : pread(file, text, sizeof text - 1, 0);
  if (length <= 0) return 0;
  text[length] = 0;
  account->ran = strtoull(text, &second, 10);
  account->waited = strtoull(second, NULL, 10);
  return 1;
}

static void read_thread(const char *process, const char *thread, struct since *since) {
  char path[64];
  struct account now = {.thread = atoi(thread)};
  snprintf(path, sizeof path, "/proc/%.10s/task/%.10s/schedstat", process, thread);
  int file = open(path, O_RDONLY | O_CLOEXEC), is_there = read_account(file, &now);
  if (file >= 0) close(file);
  if (!is_there) return; // the thread has ended
  so_far.known |= now.ran > 0;
  struct account before = account_before(now.thread, &now);
  uint64_t ran = now.ran - before.ran, waited = now.waited - before.waited;
  now.active = ran + waited;
  since->ran += ran;
  since->waited += waited;
  append(&accounts, &now, sizeof now);
}

static void read_process(const char *process, struct since *since) {
  char path[32];
  snprintf(path, sizeof path, "/proc/%.10s/task", process);
  DIR *threads = opendir(path);
  if (!threads) return;
  for (struct dirent *thread; (thread = readdir(threads));)
    if (thread->d_name[0] != '.') read_thread(process, thread->d_name, since);
  closedir(threads);
}

// Reads the accounts of all processes but the agent.
static void read_all(struct since *since) {
  struct bytes swap = earlier;
  earlier = accounts;
  accounts = swap;
  accounts.length = hint = 0;
  DIR *processes = opendir("/proc");
  if (!processes) return;
  for (struct dirent *process; (process = readdir(processes));)
    if (is_of_program(process->d_name)) read_process(process->d_name, since);
  closedir(processes);
}

static void add_wishes(struct since *since) {
  const struct account *all = (const struct account *)accounts.data;
  for (size_t n = 0; n < accounts.length / sizeof *all; n++) {
    since->wanted += less(all[n].active, since->passed);
    uint64_t late = beyond(all[n].active, since->passed); // a wait is counted when it has ended, so it began earlier
    if (late > since->late) since->late = late;
  }
}

// The agent's own processor time: from its account, which is as late as the container's counter, of which it is a part.
static uint64_t agent_ran(void) {
  static int own; // the file stays open
  if (own == 0) own = open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
  struct account account = {0};
  read_account(own, &account);
  return account.ran;
}

// The accounts of threads that have ended are gone, but their processor time is in the container's counter. They are
// assumed to have waited as much as the others, while no other thread wanted a processor.
static void add_the_ended(struct since *since) {
  so_far.ran += since->ran;
  so_far.waited += since->waited;
  uint64_t agent = agent_ran() - so_far.agent, all = used_cpu_us() * 1000 - so_far.container;
  uint64_t unseen = beyond(all, agent + so_far.ran + so_far.unseen);
  so_far.unseen += unseen;
  since->ran += unseen;
  since->wanted += unseen;
  if (so_far.ran == 0) return;
  uint64_t waited = (uint64_t)((double)unseen * (double)so_far.waited / (double)so_far.ran);
  since->wanted += less(waited, beyond(since->passed, since->wanted));
}

// The idle time of the last `late` ns, which counts as idle no longer: a thread has waited then.
static uint64_t take_idle(uint64_t late) {
  uint64_t taken = 0;
  for (size_t n = 0; n < KEPT && late > 0; n++) {
    struct interval *one = &so_far.last[(so_far.newest - n) % KEPT];
    uint64_t part = less(one->idle, late);
    taken += part;
    one->idle -= part;
    late -= less(one->passed, late);
  }
  return taken;
}

// Counts at most the time that has passed. Where there are more threads than processors, threads also wait for each other:
// only the time that they could have had on a machine of their own counts.
static void count(const struct since *since) {
  uint64_t passed = since->passed, could = less(since->wanted, processors() * passed), lost = beyond(could, since->ran);
  so_far.stalled += could <= passed ? lost : (uint64_t)((double)lost * (double)passed / (double)could);
  so_far.stalled += take_idle(since->late);
  // a thread that waits at each look is late by one wait: what is seen now happened before, and the thread waits now
  struct interval *before = &so_far.last[so_far.newest % KEPT];
  uint64_t moved = less(before->idle, less(could, passed));
  before->idle -= moved;
  so_far.last[++so_far.newest % KEPT] = (struct interval){passed, beyond(passed, could) + moved};
}

void start_stalls(void) {
  struct since ignored = {0};
  memset(&so_far, 0, sizeof so_far);
  read_all(&ignored);
  so_far.agent = agent_ran();
  so_far.container = used_cpu_us() * 1000;
  so_far.at_us = now_us(CLOCK_MONOTONIC);
}

void look_at_stalls(void) {
  struct since since = {0};
  read_all(&since);
  if (!so_far.known) return;
  uint64_t now = now_us(CLOCK_MONOTONIC); // later than the accounts were read: the difference is counted at the next look, as late
  since.passed = (now - so_far.at_us) * 1000;
  so_far.at_us = now;
  add_wishes(&since);
  add_the_ended(&since);
  count(&since);
}

uint64_t stalled_us(void) { return so_far.stalled / 1000; }

int knows_stalls(void) { return so_far.known; }
