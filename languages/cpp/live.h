// What the parts of live output share: stdout.c and cout.cpp hold text back, calls.c says when it must be written.
#pragma once
#include <signal.h>
#ifdef __cplusplus
extern "C" {
#endif

enum sandbox_part {
  EVERYTHING,
  LINES, // that are complete: what a terminal shows
  OLD,   // what was there a tick ago
};

// stdout.c. In the program or in the handler of a signal; what is just being worked on is left alone.
int sandbox_holds(void);
void sandbox_write(enum sandbox_part part);

// Around a call that any signal ends early: ours does not come meanwhile.
struct sandbox_wait {
  int is_masked;
  sigset_t mask;
};
void sandbox_begin_wait(struct sandbox_wait *wait);
void sandbox_end_wait(const struct sandbox_wait *wait);

// cout.cpp, where it is linked. The last act of a program is to write without waiting for anything.
__attribute__((weak)) int sandbox_streams_hold(void);
__attribute__((weak)) void sandbox_write_streams(enum sandbox_part part);
__attribute__((weak)) void sandbox_write_last_of_streams(void);
__attribute__((weak)) void sandbox_streams_forked(void);

// calls.c. It is left out of a program without shared libraries, whose stdout is line-buffered then.
extern const int sandbox_has_calls __attribute__((weak));

#ifdef __cplusplus
}
#endif
