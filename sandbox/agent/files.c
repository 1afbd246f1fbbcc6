// The work folder, which only children touch, as the program's user.
#include "agent.h"

#include <sys/stat.h>

enum { MAX_FILES = 64 };

static struct file {
  char name[MAX_NAME];
  struct bytes content;
} files[MAX_FILES]; // in memory until they are written into the work folder
static size_t file_count;
static char fifo_name[MAX_NAME];

int is_name(const char *name, size_t length) {
  if (length == 0 || length >= MAX_NAME) return 0;
  for (size_t at = 0; at < length; at++) {
    int begins = at == 0 || name[at - 1] == '/';
    if (begins && (name[at] == '.' || name[at] == '/')) return 0;
    if ((unsigned char)name[at] < ' ') return 0;
  }
  return name[length - 1] != '/';
}

void keep_file(const char *name, const uint8_t *content, size_t length) {
  if (file_count == MAX_FILES) die("too many files");
  struct file *file = &files[file_count++];
  strcpy(file->name, name);
  append(&file->content, content, length);
}

static void forget_files(void) {
  for (size_t n = 0; n < file_count; n++) free(files[n].content.data);
  memset(files, 0, sizeof *files * file_count);
  file_count = 0;
}

static void make_fifo_here(void) {
  if (mkfifo(fifo_name, 0600) != 0) _exit(73);
}

void make_fifo(const char *name) {
  strcpy(fifo_name, name);
  wait_for(as_program(make_fifo_here));
}

// Makes the folders of a name, following no link, and opens the last one; `base` is the rest of the name.
static int open_folder(char *name, char **base) {
  int folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (char *slash; folder >= 0 && (slash = strchr(name, '/')); name = slash + 1) {
    *slash = 0;
    if (mkdirat(folder, name, 0755) != 0 && errno != EEXIST) _exit(77);
    int next = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    close(folder);
    folder = next;
  }
  if (folder < 0) _exit(78);
  *base = name;
  return folder;
}

static void put_file(const struct file *file) {
  char name[MAX_NAME], *base;
  strcpy(name, file->name);
  int folder = open_folder(name, &base);
  int out = openat(folder, base, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (out < 0) _exit(76);
  write_all(out, file->content.data, file->content.length);
  close(out);
  close(folder);
}

void unlink_fifo(void) { unlink(fifo_name); }

static void put_files_here(void) {
  unlink_fifo(); // that of an interpreter that was dropped
  for (size_t n = 0; n < file_count; n++) put_file(&files[n]);
}

void put_files(void) {
  if (file_count > 0) wait_for(as_program(put_files_here));
  forget_files();
}

// The interpreter reads the FIFO. After that the name belongs to a real file, which tracebacks read.
static void feed_fifo_here(void) {
  struct file *source = NULL;
  for (size_t n = 0; n < file_count; n++) {
    if (strcmp(files[n].name, fifo_name) == 0) source = &files[n];
    else put_file(&files[n]);
  }
  int fifo = open(fifo_name, O_WRONLY | O_CLOEXEC);
  if (fifo < 0 || !source) _exit(75);
  unlink(fifo_name);
  put_file(source);
  write_all(fifo, source->content.data, source->content.length);
}

void feed_fifo(void) {
  as_program(feed_fifo_here); // ends by itself, or with the phase
  forget_files();
}
