// Sends what a run has left in the work folder: files that are new or have changed since the folder was kept. A child
// with the program's uid does that, when every process of the program is dead. It follows no link.
#include "agent.h"

#include <dirent.h>

enum { MOST = 16, MOST_BYTES = 1 << 20, MOST_BYTES_TOGETHER = 4 << 20, DEEPEST = 16, MET_MOST = 8192 };

static char *found[MET_MOST];
static size_t found_count;
static uint32_t left_out, met;

static int is_as_kept(const char *path, const struct stat *status) {
  struct kept_entry entry;
  char name[MAX_NAME];
  begin_kept();
  for (; next_kept(&entry, name); skip_kept(&entry))
    if (strcmp(name, path) == 0) return entry.size == (uint64_t)status->st_size && entry.changed_ns == changed_at(status);
  return 0;
}

static void look_through(const char *folder, int depth) {
  DIR *all = depth > DEEPEST ? NULL : opendir(folder);
  if (!all) return;
  for (struct dirent *one; (one = readdir(all)) && ++met < MET_MOST;) {
    char path[MAX_NAME];
    struct stat status;
    if (one->d_name[0] == '.') continue;
    if (snprintf(path, sizeof path, "%s/%s", folder, one->d_name) >= (int)sizeof path || lstat(path, &status) != 0) continue;
    if (S_ISDIR(status.st_mode)) look_through(path, depth + 1);
    if (S_ISREG(status.st_mode) && !is_as_kept(path, &status)) found[found_count++] = strdup(path);
  }
  closedir(all);
}

// A frame holds the name and a piece of the content; the first piece may be empty.
static void send_file(const char *path, int in) {
  static uint8_t frame[CHUNK];
  const char *name = path + strlen("./");
  size_t begin = strlen(name) + 1;
  ssize_t n;
  uint64_t sent = 0;
  memcpy(frame, name, begin);
  do {
    n = read(in, frame + begin, CHUNK - begin);
    if (n > 0 || sent == 0) send_frame('a', frame, begin + (n > 0 ? (size_t)n : 0));
    sent += n > 0 ? (uint64_t)n : 0;
  } while (n > 0 && sent < MOST_BYTES);
}

static int by_name(const void *one, const void *other) { return strcmp(*(char *const *)one, *(char *const *)other); }

static void send_here(void) {
  uint64_t room = MOST_BYTES_TOGETHER;
  size_t sent = 0;
  look_through(".", 0);
  qsort(found, found_count, sizeof *found, by_name);
  for (size_t n = 0; n < found_count; n++) {
    struct stat status;
    int in = open(found[n], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int fits = in >= 0 && fstat(in, &status) == 0 && S_ISREG(status.st_mode) && sent < MOST &&
               (uint64_t)status.st_size <= MOST_BYTES && (uint64_t)status.st_size <= room;
    if (fits) send_file(found[n], in), sent++, room -= (uint64_t)status.st_size;
    else left_out++;
    if (in >= 0) close(in);
  }
  uint8_t count[4] = {left_out & 255, left_out >> 8 & 255, left_out >> 16 & 255, left_out >> 24 & 255};
  send_frame('z', count, sizeof count);
}

void send_artifacts(void) {
  send_frames(); // those of the files before
  if (wait_for(as_program(send_here)) != 0) die("what a run left cannot be read");
}
