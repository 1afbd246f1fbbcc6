// The supervisor: the first process of a cell, a container in which one run comes after another, each in a room of its
// own. Only the supervisor has the connection to the engine. It passes bytes on; of these it reads only the headers of
// the engine's frames. It ends the room when the engine asks for that, and announces the next room with a secret from the
// engine that no room can know. When a room ends by itself, the cell ends.
#include "agent.h"

#include <poll.h>
#include <sys/prctl.h>

enum { HEADER = 5, SECRET = 16 };

static uint8_t secret[SECRET];

static struct {
  int in, out;                      // the supervisor's ends of the pipes
  uint8_t unsent[HEADER + CHUNK];   // bytes of the engine that the room has yet to get
  size_t length, sent;
} room;

// The frame that the engine is sending.
static struct {
  uint8_t header[HEADER];
  size_t length;
  uint64_t left; // bytes of its payload
} frame;

static void leave(int code) {
  kill(-1, SIGKILL);
  _exit(code);
}

static void read_all(void *to, size_t length) {
  for (uint8_t *at = to; length > 0;) {
    ssize_t n = read(0, at, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) leave(0);
    at += n;
    length -= (size_t)n;
  }
}

// H: the secret. It comes first, and only once; nothing else holds it.
static void take_secret(void) {
  uint8_t header[HEADER];
  read_all(header, sizeof header);
  if (header[0] != 'H' || u32(header + 1) != SECRET) die("no secret");
  read_all(secret, sizeof secret);
}

// n: the secret, the system's error number, and the step that failed.
static void tell(const struct failure *failure) {
  uint8_t payload[SECRET + 4 + sizeof failure->step];
  size_t text = strnlen(failure->step, sizeof failure->step);
  memcpy(payload, secret, SECRET);
  put_u32(payload + SECRET, (uint32_t)failure->error);
  memcpy(payload + SECRET + 4, failure->step, text);
  send_frame('n', payload, SECRET + 4 + text);
  send_frames();
}

// Each room has the next two ids; the first one is random.
static uid_t next_root(void) {
  static uid_t next;
  uid_t root = next ? next : draw_uid() & ~1u;
  next = root + 2 < FIRST_UID + UIDS ? root + 2 : FIRST_UID;
  return root;
}

static void begin_room(void) {
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) die("pipe");
  struct failure failure = open_room(next_root(), to[0], from[1]);
  close(to[0]);
  close(from[1]);
  room.in = to[1];
  room.out = from[0];
  room.length = room.sent = 0;
  fcntl(room.in, F_SETFL, O_NONBLOCK);
  tell(&failure);
  if (failure.error != 0) leave(0);
}

// With a room's first process the kernel ends all others in the room. Output that was not read is lost with the pipe.
static void end_room(void) {
  kill(-1, SIGKILL);
  while (wait_for(-1) != NOBODY) continue;
  close(room.in);
  close(room.out);
}

static void pass_on(const uint8_t *bytes, size_t length) {
  memcpy(room.unsent + room.length, bytes, length);
  room.length += length;
}

// True when the bytes end with D, the end of the room, which nothing may follow.
static int take(const uint8_t *bytes, size_t length) {
  for (size_t at = 0; at < length;) {
    if (frame.left > 0) {
      size_t n = length - at < frame.left ? length - at : (size_t)frame.left;
      pass_on(bytes + at, n);
      at += n;
      frame.left -= n;
      continue;
    }
    frame.header[frame.length++] = bytes[at++];
    if (frame.length < HEADER) continue;
    frame.length = 0;
    frame.left = u32(frame.header + 1);
    if (frame.header[0] != 'D') pass_on(frame.header, HEADER);
    else if (frame.left == 0 && at == length) return 1;
    else die("something follows the end of a room");
  }
  return 0;
}

// True when the engine has ended the room.
static int listen_for_room(void) {
  static uint8_t chunk[CHUNK];
  ssize_t n = read(0, chunk, sizeof chunk);
  if (n < 0 && errno == EINTR) return 0;
  if (n <= 0) leave(0);
  room.length = room.sent = 0;
  return take(chunk, (size_t)n);
}

static void send_to_room(void) {
  ssize_t n = write(room.in, room.unsent + room.sent, room.length - room.sent);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  room.sent = n < 0 ? room.length : room.sent + (size_t)n; // the room has ended, which is noticed soon
}

static void listen_to_room(void) {
  static uint8_t chunk[CHUNK];
  ssize_t n = read(room.out, chunk, sizeof chunk);
  if (n < 0 && errno == EINTR) return;
  if (n <= 0) leave(70);
  write_all(1, chunk, (size_t)n);
}

// Reads no more from the engine than the room takes, so that neither of them waits for the other.
static void serve_room(void) {
  for (int is_over = 0; !is_over;) {
    int is_behind = room.sent < room.length;
    struct pollfd on[] = {{is_behind ? -1 : 0, POLLIN, 0}, {room.out, POLLIN, 0}, {is_behind ? room.in : -1, POLLOUT, 0}};
    if (poll(on, 3, -1) < 0 && errno != EINTR) die("poll");
    if (on[1].revents) listen_to_room();
    if (on[2].revents) send_to_room();
    if (on[0].revents) is_over = listen_for_room();
  }
}

void supervise(void) {
  if (getpid() != 1) _exit(70); // as another process it would end processes of others
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) die("prctl");
  signal(SIGPIPE, SIG_IGN);
  take_secret();
  for (;;) {
    begin_room();
    serve_room();
    end_room();
  }
}
