// The frames between agent and engine: type, length as 4 bytes little endian, payload.
#include "agent.h"

static uint8_t unsent[2 * (5 + CHUNK)];
static size_t unsent_length;

void die(const char *why) {
  dprintf(2, "agent: %s: %s\n", why, strerror(errno));
  send_frames();
  kill(-1, SIGKILL);
  _exit(70);
}

void write_all(int fd, const void *data, size_t length) {
  const uint8_t *at = data;
  while (length > 0) {
    ssize_t n = write(fd, at, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) die("write");
    at += n;
    length -= (size_t)n;
  }
}

void send_frame(char type, const void *payload, size_t length) {
  if (unsent_length + 5 + length > sizeof unsent) send_frames();
  uint8_t *frame = unsent + unsent_length;
  frame[0] = (uint8_t)type;
  put_u32(frame + 1, (uint32_t)length);
  if (length > 0) memcpy(frame + 5, payload, length);
  unsent_length += 5 + length;
}

void send_frames(void) {
  size_t length = unsent_length;
  unsent_length = 0; // also after an error
  if (length > 0) write_all(1, unsent, length);
}

void forget_frames(void) { unsent_length = 0; }

uint32_t u32(const uint8_t *at) {
  return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

void append(struct bytes *to, const void *data, size_t length) {
  if (to->length + length > to->capacity) {
    to->capacity = (to->length + length) * 2;
    to->data = realloc(to->data, to->capacity);
    if (!to->data) die("memory");
  }
  if (length > 0) memcpy(to->data + to->length, data, length);
  to->length += length;
}

void put_u32(uint8_t *at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (8 * i));
}

void put_u64(uint8_t *at, uint64_t value) {
  for (int i = 0; i < 8; i++) at[i] = (uint8_t)(value >> (8 * i));
}

size_t count_words(const uint8_t *text, size_t length) {
  size_t count = 0;
  for (size_t at = 0; at < length; at++) count += text[at] == 0;
  return count;
}
