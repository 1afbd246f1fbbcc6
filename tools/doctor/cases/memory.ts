import { unlessLacking, type Cases } from './case.ts';

/** Programs that use more memory than their limit. */
export const memory: Cases = (at) => {
  const tooMuch = Math.round(at.memoryBytes * 1.5);
  /** An amount beyond the address space of the WebAssembly sandbox would give another error. */
  const giant = at.wasm ? '2**31 - 100' : '10**15';
  return [
    {
      does: 'fills the heap',
      language: 'python',
      code: 'x = []\nwhile True: x.append(bytearray(10_000_000))',
      see: { ends: 'memory' },
    },
    {
      does: 'fills the heap',
      language: 'cpp',
      code: '#include <vector>\nint main() { std::vector<std::vector<char>> v; for (;;) v.emplace_back(10000000, 1); }',
      see: { ends: 'memory' },
    },
    {
      does: 'fills the heap and gives up when it is refused',
      language: 'c',
      code: `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
char *kept[100000];
int main(void) {
  for (int n = 0;; n++) {
    if (!(kept[n] = malloc(10000000))) return puts("refused"), 1;
    memset(kept[n], 1, 10000000);
  }
}`,
      see: at.wasm ? { ends: 'exit 1', stdout: 'refused\n' } : { ends: 'memory' },
    },
    {
      does: 'has a static array larger than its memory, and fills it',
      language: 'c',
      code: `static char big[${tooMuch}];
int main(int argc, char **argv) {
  for (unsigned i = 0; i < sizeof big; i += 4096) big[i] = argc;
  return big[argc] != 1;
}`,
      see: { ends: at.wasm ? ['memory', 'compile'] : 'memory' },
    },
    {
      does: 'fills anonymous mappings',
      language: 'python',
      code: 'import mmap\nx = []\nwhile True:\n    x.append(mmap.mmap(-1, 10_000_000)); x[-1].write(b"x" * 10_000_000)',
      see: unlessLacking(at, { ends: 'memory' }),
    },
    {
      does: 'fills its folders in memory and then the heap',
      language: 'python',
      code: `for path in ("/tmp/big", "/work/big"):
    try:
        with open(path, "wb") as file:
            for _ in range(6): file.write(bytes(10_000_000))
    except OSError: pass
x = []
while True: x.append(bytearray(10_000_000))`,
      see: { ends: 'memory' },
    },
    {
      does: 'fills memory with many processes, each of which is modest',
      language: 'python',
      code: `import os, time
for _ in range(16):
    if os.fork() == 0:
        x = bytearray(${Math.round(tooMuch / 16)})
        time.sleep(1)
        os._exit(0)
ends = [os.wait()[1] for _ in range(16)]
raise SystemExit(1 if any(ends) else 0)`,
      see: unlessLacking(at, { ends: 'memory' }),
    },
    {
      does: 'fills shared memory that outlives it',
      language: 'c',
      code: `#include <string.h>
#include <sys/shm.h>
int main(void) {
  for (;;) {
    void *p = shmat(shmget(IPC_PRIVATE, 1 << 20, 0600), 0, 0);
    if (p == (void *)-1) return 1;
    memset(p, 1, 1 << 20);
  }
}`,
      see: unlessLacking(at, { ends: 'memory' }),
    },
    {
      does: 'asks for more memory than any machine has',
      language: 'python',
      code: `x = bytearray(${giant})`,
      see: { ends: 'memory', stderr: /MemoryError/ },
    },
    {
      does: 'is refused memory, handles that, and continues',
      language: 'python',
      code: `try: x = bytearray(${giant})\nexcept MemoryError: print("coped")`,
      see: { ends: 'completed', stdout: 'coped\n' },
    },
    {
      does: 'loses a child to the memory limit, and handles that',
      language: 'python',
      code: `import os
if os.fork() == 0:
    x = []
    while True: x.append(bytearray(10_000_000))
print("child", os.wait()[1] & 127)`,
      see: unlessLacking(at, { ends: 'completed', stdout: /^child \d+\n$/ }),
    },
  ];
};
