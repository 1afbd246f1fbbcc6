import { unlessLacking, type Cases } from './case.ts';

/** Programs that write too much output, or unreadable output. */
export const output: Cases = (at) => {
  const cap = at.outputBytes;
  const full = new RegExp(`^x{${Math.min(cap, 1000)}}`);
  const everyByte = new Uint8Array(256).map((_, n) => n);
  return [
    {
      does: 'floods both streams',
      language: 'python',
      code: 'import os\nwhile True: os.write(1, b"x" * 9999); os.write(2, b"y" * 9999)',
      see: { ends: 'output', stdout: full },
    },
    {
      does: 'writes one endless line',
      language: 'c',
      code: '#include <stdio.h>\nint main(void) { for (;;) putchar(120); }',
      see: { ends: 'output', stdout: full },
    },
    {
      does: 'floods stderr',
      language: 'cpp',
      code: '#include <iostream>\nint main() { std::cout << "kept\\n"; for (;;) std::cerr << "xxxxxxxxxxxxxxxx"; }',
      see: { ends: 'output', stdout: 'kept\n', stderr: /^x+$/ },
    },
    {
      does: 'writes a byte at a time without end',
      language: 'c',
      code: '#include <unistd.h>\nint main(void) { for (;;) write(1, "x", 1); }',
      see: { ends: ['output', 'time'], stdout: /^x+$/ },
    },
    {
      does: 'lets a child do the flooding',
      language: 'python',
      code: 'import os\nif os.fork() == 0:\n    while True: os.write(1, b"x" * 9999)\nos.wait()',
      see: unlessLacking(at, { ends: 'output', stdout: full }),
    },
    {
      does: 'writes exactly its limit',
      language: 'python',
      code: `import sys\nsys.stdout.write("x" * ${cap})`,
      see: { ends: 'completed', stdout: 'x'.repeat(cap) },
    },
    {
      does: 'writes one byte more than its limit',
      language: 'python',
      code: `import sys\nsys.stdout.write("x" * ${cap} + "y")`,
      see: { ends: 'output', stdout: 'x'.repeat(cap) },
    },
    {
      does: 'writes every byte value',
      language: 'python',
      code: 'import sys\nsys.stdout.buffer.write(bytes(range(256)))',
      see: { ends: 'completed', stdout: new TextDecoder('utf-8', { ignoreBOM: true }).decode(everyByte) },
    },
    {
      does: 'writes characters in pieces, with a byte order mark before them',
      language: 'python',
      code: `import sys, time
for byte in "\\ufeffé漢🙂".encode():
    sys.stdout.buffer.write(bytes([byte])); sys.stdout.buffer.flush(); time.sleep(0.02)`,
      see: { ends: 'completed', stdout: '\ufeffé漢🙂' },
    },
    {
      does: 'ends in the middle of a character',
      language: 'c',
      code: '#include <stdio.h>\nint main(void) { printf("a\\xe2\\x82"); }',
      see: { ends: 'completed', stdout: 'a\uFFFD' },
    },
    {
      does: 'closes its streams and continues',
      language: 'python',
      code: 'import os\nos.write(1, b"last\\n")\nos.close(1)\nos.close(2)\nos._exit(0)',
      see: { ends: 'completed', stdout: 'last\n' },
    },
  ];
};
