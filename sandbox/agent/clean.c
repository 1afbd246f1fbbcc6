// Between two runs of one program: restores its folders as they were before the first run, and removes all else that a
// run has left. A child with the program's uid does that; where the next run is known, the child then becomes its program.
#include "agent.h"

#include <dirent.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/random.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

enum { CANNOT_CLEAN = 81 };

// Moves the folders in a folder to the top, so that no recursion is as deep as a program can nest folders.
static void empty_below(int top, const char *name) {
  static uint64_t moved;
  if (moved == 0 && getrandom(&moved, sizeof moved, 0) != sizeof moved) _exit(CANNOT_CLEAN); // a random name, which no file has
  if (fchmodat(top, name, 0700, 0) != 0) _exit(CANNOT_CLEAN);
  int folder = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *all = folder < 0 ? NULL : fdopendir(folder);
  if (!all) _exit(CANNOT_CLEAN);
  for (struct dirent *one; (one = readdir(all));) {
    if (strcmp(one->d_name, ".") == 0 || strcmp(one->d_name, "..") == 0) continue;
    if (unlinkat(folder, one->d_name, 0) == 0) continue;
    char away[32];
    snprintf(away, sizeof away, ".%llu", (unsigned long long)++moved);
    if (fchmodat(folder, one->d_name, 0700, 0) != 0 || renameat(folder, one->d_name, top, away) != 0) _exit(CANNOT_CLEAN);
  }
  closedir(all);
  if (unlinkat(top, name, AT_REMOVEDIR) != 0) _exit(CANNOT_CLEAN);
}

// One pass over a folder. Returns how many entries there were.
static int empty_once(const char *path) {
  int top = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), met = 0;
  if (top < 0) return 0;
  DIR *all = fdopendir(top);
  if (!all) _exit(CANNOT_CLEAN);
  for (struct dirent *one; (one = readdir(all));) {
    if (strcmp(one->d_name, ".") == 0 || strcmp(one->d_name, "..") == 0) continue;
    met++;
    if (unlinkat(top, one->d_name, 0) != 0) empty_below(top, one->d_name);
  }
  closedir(all);
  return met;
}

// The second number of each line is an id.
static void remove_ids(const char *list, int (*remove_id)(int)) {
  FILE *file = fopen(list, "re");
  if (!file) return;
  char line[512];
  int id;
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "%*d %d", &id) == 1 && remove_id(id) != 0) _exit(CANNOT_CLEAN);
  fclose(file);
}

static int remove_memory(int id) { return shmctl(id, IPC_RMID, NULL); }
static int remove_semaphores(int id) { return semctl(id, 0, IPC_RMID); }
static int remove_queue(int id) { return msgctl(id, IPC_RMID, NULL); }

// In a child, which exits with an error where something cannot be removed.
void clean_work(void) {
  const char *folders[] = {"/work", "/tmp", "/dev/shm"};
  for (size_t n = 0; n < sizeof folders / sizeof *folders; n++)
    while (empty_once(folders[n]) > 0) continue;
  remove_ids("/proc/sysvipc/shm", remove_memory);
  remove_ids("/proc/sysvipc/sem", remove_semaphores);
  remove_ids("/proc/sysvipc/msg", remove_queue);
  bring_back_kept();
}
