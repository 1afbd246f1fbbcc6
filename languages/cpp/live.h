// What the parts of live output share: stdout.c and cout.cpp hold output back, calls.c says when it must be written.
#pragma once
#include <signal.h>
#ifdef __cplusplus
extern "C" {
#endif

enum sandbox_part {
  EVERYTHING,
  LINES, // the complete lines, which a terminal would show
  OLD,   // what was held at the last tick already
};

// stdout.c. Called by the program and by signal handlers; a stream that is in use at the moment is left alone.
int sandbox_holds(void);
void sandbox_write(enum sandbox_part part);

// Around a call that any signal ends early: the timer's signal does not arrive meanwhile.
struct sandbox_wait {
  int is_masked;
  sigset_t mask;
};
void sandbox_begin_wait(struct sandbox_wait *wait);
void sandbox_end_wait(const struct sandbox_wait *wait);

// cout.cpp, where it is linked. `last`: when a program dies, it writes without waiting for a lock.
__attribute__((weak)) int sandbox_streams_hold(void);
__attribute__((weak)) void sandbox_write_streams(enum sandbox_part part);
__attribute__((weak)) void sandbox_write_last_of_streams(void);
__attribute__((weak)) void sandbox_streams_forked(void);

// calls.c. A program without shared libraries is linked without it; its stdout is line-buffered then.
extern const int sandbox_has_calls __attribute__((weak));

#ifdef __cplusplus
}
#endif
