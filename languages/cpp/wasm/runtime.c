// Linked into every C and C++ program of the WebAssembly sandbox.
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PAGE = 65536 };

// stdout is fully buffered, and the host shows what the buffer holds while the program runs. Here the host finds where the
// pointers to the begin and the end of the held bytes are: these words of the C library's FILE.
enum { HELD_BEGIN = 6, HELD_END = 5 };
char **stdout_held[2];
static char text[1 << 14];

// A program also starts in its folder.
__attribute__((constructor(101))) static void begin(void) {
  setvbuf(stdout, text, _IOFBF, sizeof text);
  stdout_held[0] = (char **)stdout + HELD_BEGIN;
  stdout_held[1] = (char **)stdout + HELD_END;
  chdir("/work");
}

// The end of the heap, and whether the last request for memory was refused: globals of WebAssembly, which the host reads.
__asm__(".globaltype heap_end, i32\n.globl heap_end\nheap_end:\n"
        ".globaltype heap_refused, i32\n.globl heap_refused\nheap_refused:\n");

static uintptr_t heap_end(void) {
  uintptr_t end;
  __asm__("global.get heap_end\nlocal.set %0" : "=r"(end));
  return end ? end : __builtin_wasm_memory_size(0) * PAGE;
}

// Above some 64 MiB every growth of the memory costs a garbage collection of the thread. So the memory grows by a quarter,
// or by half of that and so on near the limit. The C library's own sbrk grows it page by page.
void *sbrk(intptr_t more) {
  const uintptr_t end = heap_end();
  if (more == 0) return (void *)end; // malloc asks for the end of the heap after a refusal, which must not be forgotten
  const size_t size = __builtin_wasm_memory_size(0);
  const intptr_t need = (intptr_t)((uintptr_t)more / PAGE) - (intptr_t)(size - end / PAGE);
  for (size_t step = size / 4 + 16; need > 0; step /= 2) {
    if (step < (size_t)need) step = (size_t)need;
    if (__builtin_wasm_memory_grow(0, step) != SIZE_MAX) break;
    if (step > (size_t)need) continue;
    __asm__("i32.const 1\nglobal.set heap_refused");
    errno = ENOMEM;
    return (void *)-1;
  }
  const uintptr_t next = end + (uintptr_t)more;
  __asm__("local.get %0\nglobal.set heap_end\ni32.const 0\nglobal.set heap_refused" : : "r"(next));
  return (void *)end;
}

// WebAssembly has an instruction for each of these; the C library has loops.
void *memset(void *to, int byte, size_t length) { return __builtin_memset(to, byte, length); }
void *memcpy(void *restrict to, const void *restrict from, size_t length) { return __builtin_memcpy(to, from, length); }
void *memmove(void *to, const void *from, size_t length) { return __builtin_memmove(to, from, length); }

// There is no shell. Clearing the screen needs none.
int system(const char *command) {
  if (!command) return 0;
  if (strcmp(command, "clear") == 0 || strcmp(command, "cls") == 0) return fputs("\033[H\033[2J\033[3J", stdout), 0;
  fflush(stdout);
  fprintf(stderr, "system(\"%s\"): The WebAssembly sandbox has no processes, threads or sockets.\n", command);
  return 127 << 8; // the exit code of a shell for an unknown command
}

// The function that C11 has removed, for old programs.
char *gets(char *line) {
  int c = EOF;
  char *at = line;
  while ((c = getchar()) != EOF && c != '\n') *at++ = (char)c;
  *at = 0;
  return c == EOF && at == line ? NULL : line;
}
