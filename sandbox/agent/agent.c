// The guest agent: PID 1 of a sandbox container, or of a room in a cell (cell.c). It runs one submission under an
// unprivileged uid, phase by phase, and reports over its stdin and stdout; docs/guest-protocol.md specifies the frames.
// The agent is the trusted base inside the container: it shares no descriptor with the program, opens no path that the
// program can write, and ends with the engine, because its stdin ends then.
#include "agent.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

enum { HOLD_MS = 2 }; // output waits this long to be sent with the result, where the next run was sent ahead

// The time of a poll: `left_ms` is negative without an end.
static int at_most(int most_ms, int left_ms) { return left_ms < 0 || left_ms > most_ms ? most_ms : left_ms; }

// `still`: a process that only waits (waiting.c). `cell`: the supervisor. `room`: a room's agent, whose program has this id.
int main(int arguments, char **argv) {
  const char *what = arguments > 1 ? argv[1] : "";
  while (strcmp(what, "still") == 0) pause();
  if (strcmp(what, "cell") == 0) supervise();
  int is_room = strcmp(what, "room") == 0 && arguments == 3;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NAME, "agent", 0, 0, 0) != 0) die("prctl");
  signal(SIGPIPE, SIG_IGN);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  if (children < 0) die("signalfd");
  clear_phase();
  open_counters(is_room ? CGROUP : -1);
  make_user(is_room ? (uid_t)atoi(argv[2]) : draw_uid());
  if (!is_room && refuse_calls() != 0) die("filter"); // a room has this filter already
  new_input();
  for (;;) {
    let_rest(&phase.out);
    let_rest(&phase.err);
    struct pollfd on[] = {{0, POLLIN, 0},
                          {children, POLLIN, 0},
                          {phase.started_us && !phase.out.rests ? phase.out.fd : -1, POLLIN, 0},
                          {phase.started_us && !phase.err.rests ? phase.err.fd : -1, POLLIN, 0},
                          {has_more_to_send() ? live_pipe() : -1, POLLOUT, 0}};
    int left_ms = time_left_ms();
    if (phase.out.rests || phase.err.rests) left_ms = at_most(REST_MS, left_ms);
    if (commands_wait()) left_ms = at_most(HOLD_MS, left_ms);
    else send_frames();
    int came = poll(on, 5, left_ms);
    if (came < 0 && errno != EINTR) die("poll");
    if (came == 0) send_frames();
    keep_limits();
    if (on[2].revents) forward_ready(&phase.out, &phase.err);
    if (on[3].revents) forward_ready(&phase.err, &phase.out);
    if (on[4].revents) send_live();
    if (on[1].revents) {
      struct signalfd_siginfo info;
      while (read(children, &info, sizeof info) > 0) continue;
      if (reap()) {
        if (!phase.started_us) die("the prepared process has ended");
        finish();
        obey_commands();
      }
    }
    if (on[0].revents) listen_to_engine();
  }
}
