// Between two runs of one program: its folders as they were before the first, and nothing that a run left behind.
// A child that has the program's uid does it: the one that then becomes the program, where that is known already.
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

// A folder that is not empty gives its own folders to the top, so that nothing is as deep as a program can nest them.
static void empty_below(int top, const char *name) {
  static uint64_t moved;
  if (moved == 0 && getrandom(&moved, sizeof moved, 0) != sizeof moved) _exit(CANNOT_CLEAN); // no name that is there
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

// One pass over a folder; how many entries it met.
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

// In a child, which ends where something stays in spite of it.
void clean_work(void) {
  const char *folders[] = {"/work", "/tmp", "/dev/shm"};
  for (size_t n = 0; n < sizeof folders / sizeof *folders; n++)
    while (empty_once(folders[n]) > 0) continue;
  remove_ids("/proc/sysvipc/shm", remove_memory);
  remove_ids("/proc/sysvipc/sem", remove_semaphores);
  remove_ids("/proc/sysvipc/msg", remove_queue);
  bring_back_kept();
}
