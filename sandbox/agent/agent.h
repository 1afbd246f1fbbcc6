// What the parts of the guest agent share. The agent is one process without threads, so plain globals are enough.
#pragma once
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 65536, MAX_NAME = 1024 };

struct bytes {
  uint8_t *data;
  size_t length, capacity;
};

// wire.c: frames to the engine, and bytes
void die(const char *why) __attribute__((noreturn)); // also kills the program
void write_all(int fd, const void *data, size_t length);
void send_frame(char type, const void *payload, size_t length); // sent by the next send_frames
void send_frames(void);
void forget_frames(void); // in a child, which must not send frames that the agent has yet to send
uint32_t u32(const uint8_t *at);
void put_u32(uint8_t *at, uint32_t value);
void put_u64(uint8_t *at, uint64_t value);
size_t count_words(const uint8_t *text, size_t length); // every word ends with a NUL
void append(struct bytes *to, const void *data, size_t length);

// counters.c: the clocks, and the counters of the cgroup; 0 where the kernel does not count
void open_counters(int folder); // the cgroup's folder, which a room gets from its supervisor
int is_version_1(void);         // whether cgroups have version 1
uint64_t now_us(clockid_t clock);
uint64_t processors(void); // how many the container may use
uint64_t cpu_of_process_us(pid_t pid);
uint64_t oom_kills(void);
uint64_t used_cpu_us(void); // of all processes of the container, also those that have ended
uint64_t refused_forks(void);
uint64_t free_memory(void); // below the container's limit, in bytes

// filter.c
int refuse_calls(void); // for this process and all that it starts; returns 0, or -1 with errno

// live.c: stdin that stays open
enum limit { NONE, TIME, OUTPUT, CPU, STARVED, IDLE, SESSION };

void make_live(uint32_t idle_ms, uint32_t session_ms); // for the next program
int open_live(uint64_t given);                         // `given` bytes of input are there already
void take_message(const uint8_t *payload, size_t length);
void send_live(void);
int live_pipe(void);
uint64_t live_inode(void);
int has_more_to_send(void);
int may_wait(void);
void tell_taken(void);
void tell_waiting(uint64_t since_us);
int is_waiting(void);
uint64_t waited_us(void); // how long the phase has waited for stdin
uint64_t live_deadline_us(enum limit *why);
void end_live(void);

// reads.c: the system calls that wait for stdin
size_t read_text(const char *path, char *text, size_t size); // ends with a NUL; returns the length, 0 after an error
int reads_stdin(const char *process, const char *call);      // `call`: from /proc/<process>/task/<thread>/syscall

// waiting.c: whether an interactive program waits for its stdin
void start_looking(void);
void look_soon(void);
uint64_t next_look_us(void); // 0 when no look is needed
void look_whether_it_waits(void);
void tell_whether_it_sees(void); // sends whether the kernel says in which call a process waits

// input.c: the stdin of the next program
void new_input(void);
void add_input(const void *data, size_t length);
size_t read_input(void *to, size_t most, uint64_t at);
void pipe_input(void); // makes it a pipe
int open_stdin(void);  // returns the descriptor for the program

// program.c: processes under the program's uid
enum { FIRST_UID = 60000, UIDS = 5000 }; // no image uses these ids; login.sh gives them a name

uid_t draw_uid(void);
void make_user(uid_t uid);
void set_variables(const uint8_t *text, size_t length); // NAME=value, each with a NUL
pid_t as_program(void (*work)(void));
void as_program_reads(int on); // whether files are opened with the rights of the program's user
enum { NOBODY = -1 };
int wait_for(pid_t pid); // returns its wait status; NOBODY when there is no such child
void make_program_pipe(int ends[2], int end); // `end`: the program's, 0 or 1
pid_t start_program(char **argv, void (*first)(void), int *out, int *err); // `out`, `err`: descriptors to read its output from
void show_number(void);              // in a child
pid_t shown_number(void);            // the number in /proc of the child that has called show_number; 0 before that
int is_of_program(const char *name); // whether an entry of /proc is a process of the program

// files.c: the work folder, which only children touch
int is_name(const char *name, size_t length); // true for a relative name of which no part is empty or begins with a dot
void keep_file(const char *name, const uint8_t *content, size_t length);
void make_fifo(const char *name); // where a prepared interpreter waits for its source
void unlink_fifo(void);             // in a child
void put_files(void);
void feed_fifo(void); // gives the prepared interpreter its source, and writes the other files

// kept.c: what the work folder held before the first run
struct kept_entry {
  uint32_t mode, name_length; // with the NUL of the name
  uint64_t size, changed_ns;  // for a file
};

uint64_t changed_at(const struct stat *status); // ns
void keep_work(void);
void begin_kept(void);                                     // in a child, like the next three
int next_kept(struct kept_entry *entry, char *path);       // 0 when there is no further entry; the content follows
void read_kept(void *to, size_t length);                   // reads content
void skip_kept(const struct kept_entry *entry);            // skips the content
void bring_back_kept(void);
void send_work(uint64_t wanted); // sends the content of the work folder to the engine
void take_work(const uint8_t *bytes, size_t length);
void put_work(void); // writes what the engine has given, if anything

// clean.c: between two runs of one program
#define CANNOT_BE_CLEANED "what a run left behind cannot be removed"
void clean_work(void); // in a child: restores the work folder as it was kept, and removes all that a run has left

// artifacts.c: what a run has left in the work folder
void send_artifacts(void);

// phase.c: a process that R starts, or that P starts and that gets its source with R or B
enum prepared { UNPREPARED, WAITS, COMPILES, HAS_COMPILED };

struct stream {
  int fd; // -1 when closed
  char frame_type;
  uint64_t written, read_us; // when it was read last
  int truncated, quick_reads; // reads that came soon after one another
  int rests;                  // it is not read for now, so that small writes gather in its pipe
};

extern struct phase {
  pid_t pid; // 0 when none
  enum prepared prepared;
  int status;
  enum limit limit;
  uint64_t output_cap, started_us, boot_cpu_us, cpu_us, peak_bytes, oom_kills, refused_forks;
  struct stream out, err;
} phase;

void begin_program(char **argv);
void begin_clean_program(char **argv); // stopped until go_on
void begin_phase(uint64_t output_cap);
void go_on(void); // continues the stopped process
void drop_prepared(void);
void kill_all(void);
int reap(void);                     // true once the program's own process has ended, or has compiled
void finish(void);
void clear_phase(void);

// streams.c: the output of the program
enum { REST_MS = 1 };

void let_rest(struct stream *stream); // decides whether it rests
// Sends what the pipe holds, up to the cap; one byte more reaches the output limit. False when there is nothing now.
int forward(struct stream *stream);
void forward_ready(struct stream *stream, struct stream *other); // the same, after what the other one gathers if it rests
void close_stream(struct stream *stream);

// stalls.c: time in which the program wanted a processor and got none
void start_stalls(void);     // counting begins
void look_at_stalls(void);   // counts the time since the last look
uint64_t stalled_us(void);   // until the last look
int knows_stalls(void);      // false where the kernel does not count them

// clock.c: the limits of time of the phase
void start_clock(uint64_t time_us, uint64_t cpu_us); // cpu_us 0: no limit
void stop_clock(void);
int time_left_ms(void); // until the next look; -1 when none is needed
void keep_limits(void);

// commands.c
void listen_to_engine(void);
void obey_commands(void);
int commands_wait(void); // whether frames wait for the end of the phase, or for the rest of a frame

// cell.c: the first process of a cell, which gives each run a room
void supervise(void) __attribute__((noreturn));

// room.c
enum { CGROUP = 3 }; // the descriptor at which a room's agent finds the cgroup's folder

struct failure {
  int error; // 0: none
  char step[28];
};

struct failure open_room(uid_t root, int in, int out); // `in`, `out`: for the room's agent; `root` and the next id are for the room alone
