// The output of the program: read from its pipes, and sent in frames.
#include "agent.h"

// A program that writes each small piece by a call of its own would otherwise wake the agent, and what reads from it, at
// each call, which takes longer than the call. So after MANY quick reads the agent lets the pipe fill for a moment.
enum {
  QUICK_US = 4000, // a read is quick when it comes so soon after the one before
  MANY = 32,
};

void close_stream(struct stream *stream) {
  if (stream->fd >= 0) close(stream->fd);
  stream->fd = -1;
}

static void note_read(struct stream *stream) {
  uint64_t now = now_us(CLOCK_MONOTONIC);
  stream->quick_reads = now - stream->read_us < QUICK_US ? stream->quick_reads + 1 : 0;
  stream->read_us = now;
}

void let_rest(struct stream *stream) {
  stream->rests = stream->quick_reads > MANY && now_us(CLOCK_MONOTONIC) < stream->read_us + REST_MS * 1000;
}

int forward(struct stream *stream) {
  static uint8_t chunk[CHUNK];
  if (stream->fd < 0) return 0;
  ssize_t n = read(stream->fd, chunk, sizeof chunk);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  if (n <= 0) {
    close_stream(stream);
    return 0;
  }
  note_read(stream);
  uint64_t room = phase.output_cap - stream->written;
  size_t kept = (uint64_t)n < room ? (size_t)n : (size_t)room;
  tell_taken(); // the input that the program took before this output
  look_soon();
  if (kept > 0) send_frame(stream->frame_type, chunk, kept);
  stream->written += kept;
  if (kept < (size_t)n) {
    stream->truncated = 1;
    close_stream(stream);
    if (phase.limit == NONE) phase.limit = OUTPUT;
    kill_all();
  }
  return 1;
}

void forward_ready(struct stream *stream, struct stream *other) {
  if (other->rests) forward(other);
  forward(stream);
}
