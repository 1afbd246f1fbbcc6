// What the work folder held before the first run: in a sealed file in memory, one entry after the other, a folder before
// what is in it. No program can open or change the file.
#include "agent.h"

#include <dirent.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { DEEPEST = 32, CANNOT_KEEP = 80 };

static int kept = -1;

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

void keep_work(void) {
  if (kept >= 0) close(kept);
  kept = memfd_create("kept", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (kept < 0 || wait_for(as_program(keep_here)) != 0) die("what the work folder holds cannot be kept");
  if (fcntl(kept, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) die("seal");
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
  if (entry->name_length > MAX_NAME) _exit(CANNOT_KEEP);
  read_kept(path, entry->name_length);
  return 1;
}

void skip_kept(const struct kept_entry *entry) { lseek(kept, (off_t)entry->size, SEEK_CUR); }
