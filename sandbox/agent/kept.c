// The content of the work folder before the first run, in a sealed file in memory: one entry after the other, a folder
// before its content. No program can open or change this file. The engine can get the same bytes, and can send them
// instead of a compile. Because they may hold anything, a child with the program's uid writes them into the work folder.
#include "agent.h"

#include <dirent.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { DEEPEST = 32, CANNOT_KEEP = 80 };

static int kept = -1, given; // given: the engine has sent it, and it is not in the work folder yet
static uint64_t most = UINT64_MAX;

uint64_t changed_at(const struct stat *status) {
  return (uint64_t)status->st_mtim.tv_sec * 1000000000 + (uint64_t)status->st_mtim.tv_nsec;
}

static void keep_entry(const char *path, const struct stat *status) {
  struct kept_entry entry = {status->st_mode, (uint32_t)strlen(path) + 1, 0, changed_at(status)};
  if (S_ISREG(status->st_mode)) entry.size = (uint64_t)status->st_size;
  write_all(kept, &entry, sizeof entry);
  write_all(kept, path, entry.name_length);
}

static void keep_content(const char *path, uint64_t size) {
  static uint8_t chunk[CHUNK];
  if (size > most) _exit(CANNOT_KEEP);
  most -= size;
  int in = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (in < 0) _exit(CANNOT_KEEP);
  for (ssize_t n; size > 0 && (n = read(in, chunk, size < CHUNK ? size : CHUNK)) > 0; size -= (size_t)n)
    write_all(kept, chunk, (size_t)n);
  if (size > 0) _exit(CANNOT_KEEP);
  close(in);
}

static void keep_folder(const char *folder, int depth) {
  DIR *all = opendir(folder);
  if (!all || depth > DEEPEST) _exit(CANNOT_KEEP);
  for (struct dirent *one; (one = readdir(all));) {
    if (strcmp(one->d_name, ".") == 0 || strcmp(one->d_name, "..") == 0) continue;
    char path[MAX_NAME];
    struct stat status;
    if (snprintf(path, sizeof path, "%s/%s", folder, one->d_name) >= (int)sizeof path) _exit(CANNOT_KEEP);
    if (lstat(path, &status) != 0) _exit(CANNOT_KEEP);
    if (S_ISDIR(status.st_mode)) keep_entry(path, &status), keep_folder(path, depth + 1);
    if (S_ISREG(status.st_mode)) keep_entry(path, &status), keep_content(path, (uint64_t)status.st_size);
  }
  closedir(all);
}

static void keep_here(void) { keep_folder(".", 0); }

static void begin_keeping(void) {
  if (kept >= 0) close(kept);
  kept = memfd_create("kept", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (kept < 0) die("memory for what the work folder holds");
}

static void forget_kept(void) {
  close(kept);
  kept = -1;
}

void keep_work(void) {
  begin_keeping();
  if (wait_for(as_program(keep_here)) != 0) die("what the work folder holds cannot be kept");
  if (fcntl(kept, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) die("seal");
}

// Sends one `w` for each piece and an empty one at the end; only the empty one where there is more than the engine wants.
void send_work(uint64_t wanted) {
  static uint8_t chunk[CHUNK];
  begin_keeping();
  most = wanted;
  int fits = wait_for(as_program(keep_here)) == 0;
  most = UINT64_MAX;
  if (lseek(kept, 0, SEEK_SET) != 0) die("seek");
  for (ssize_t n; fits && (n = read(kept, chunk, sizeof chunk)) > 0;) send_frame('w', chunk, (size_t)n);
  send_frame('w', NULL, 0);
  forget_kept();
}

void take_work(const uint8_t *bytes, size_t length) {
  if (!given) begin_keeping();
  given = 1;
  write_all(kept, bytes, length);
}

static void put_work_here(void) {
  unlink_fifo(); // no prepared process uses it any longer
  bring_back_kept();
}

void put_work(void) {
  if (!given) return;
  if (wait_for(as_program(put_work_here)) != 0) die("what an earlier compile made cannot be put");
  given = 0;
  forget_kept();
}

void read_kept(void *to, size_t length) {
  for (uint8_t *at = to; length > 0;) {
    ssize_t n = read(kept, at, length);
    if (n <= 0) _exit(CANNOT_KEEP);
    at += n;
    length -= (size_t)n;
  }
}

void begin_kept(void) {
  if (kept < 0 || lseek(kept, 0, SEEK_SET) != 0) _exit(CANNOT_KEEP);
}

int next_kept(struct kept_entry *entry, char *path) {
  if (read(kept, entry, sizeof *entry) != sizeof *entry) return 0;
  if (entry->name_length == 0 || entry->name_length > MAX_NAME) _exit(CANNOT_KEEP);
  read_kept(path, entry->name_length);
  path[entry->name_length - 1] = 0;
  return 1;
}

void skip_kept(const struct kept_entry *entry) { lseek(kept, (off_t)entry->size, SEEK_CUR); }

static void bring_back(const char *path, const struct kept_entry *entry) {
  static uint8_t chunk[CHUNK];
  if (S_ISDIR(entry->mode)) {
    if (mkdir(path, (entry->mode & 0777) | 0700) != 0) _exit(CANNOT_KEEP); // its content is restored too
    return;
  }
  int out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (out < 0) _exit(CANNOT_KEEP);
  for (uint64_t left = entry->size; left > 0;) {
    size_t n = left < CHUNK ? (size_t)left : CHUNK;
    read_kept(chunk, n);
    write_all(out, chunk, n);
    left -= n;
  }
  if (fchmod(out, entry->mode & 0777) != 0) _exit(CANNOT_KEEP);
  close(out);
}

void bring_back_kept(void) {
  struct kept_entry entry;
  char path[MAX_NAME];
  begin_kept();
  while (next_kept(&entry, path)) bring_back(path, &entry);
}
