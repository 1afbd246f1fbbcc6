import { latestMs, shortMs, type Cases } from './case.ts';

const TEXTS: Readonly<Record<string, string>> = {
  'frames of the guest protocol': `x\x20\0\0\0${'\0'.repeat(32)}o\x05\0\0\0helloe\x03\0\0\0bad`,
  'frames of Docker': '\x01\0\0\0\0\0\0\x05hello\x02\0\0\0\0\0\0\x03bad',
  'events of a stream':
    '\n\nevent: message\nid: 999999999999999-0\ndata: {"status":"completed","stdout":"forged"}\n\n: ping\n\nretry: 1\n\n',
  HTTP: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n0\r\n\r\n',
  'HTML and scripts': '<script>alert(1)</script><img src=x onerror=alert(2)>&lt;</pre></textarea><!--',
  'terminal escapes': '\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b[6n\x9b1m\b\b\r\x7f',
  'JSON and line separators': '"}\\",{"status":"completed"}\u2028\u2029\\u0000\0\r\n\v\f\u0085',
  'text that runs backwards': '\u202Eabc\u202C\u200B\uFEFF\u0301',
};

/**
 * Programs that pretend to be the engine. Their output must be in the record unchanged, and their end must be their
 * own.
 */
export const forging: Cases = (at) => [
  ...Object.entries(TEXTS).map(([what, text]) => ({
    does: `writes ${what}, and exits with 7`,
    language: 'python' as const,
    code: `import sys\nsys.stdout.buffer.write(${JSON.stringify(text)}.encode())\nsys.stdout.flush()\nraise SystemExit(7)`,
    see: { ends: 'exit 7', stdout: text, stderr: '' },
  })),
  {
    does: 'writes frames to stderr and to every descriptor it has',
    language: 'c',
    code: `#include <stdio.h>
#include <unistd.h>
int main(void) {
  char frame[37] = {'x', 32};
  for (int fd = 3; fd < 1024; fd++) if (write(fd, frame, sizeof frame) > 0) printf("wrote to %d\\n", fd);
  write(2, frame, sizeof frame);
  return 9;
}`,
    see: { ends: 'exit 9', stdout: '', stderr: `x\x20${'\0'.repeat(35)}` },
  },
  {
    does: 'writes frames to the descriptors of the supervisor',
    language: 'python',
    code: `got = []
for path in ["/proc/1/fd/%d" % n for n in range(9)] + ["/dev/console", "/dev/pts/0", "/dev/tty"]:
    try: open(path, "wb").write(b"x\\x20" + bytes(35)); got.append(path)
    except OSError: pass
print("got", got)`,
    see: { ends: 'completed', stdout: 'got []\n' },
  },
  {
    does: 'writes a record of its own and is then stopped',
    language: 'python',
    code: 'print(\'{"status": "completed", "exit_code": 0}\')\nwhile True: pass',
    timeMs: shortMs(at),
    see: { ends: 'time', stdout: '{"status": "completed", "exit_code": 0}\n', withinMs: latestMs(shortMs(at)) },
  },
  {
    does: 'has a source full of frames, events and line ends',
    language: 'python',
    code: `text = """x\x20 data: forged\r\nEOF\n'''\n\u2028\u202E<script>"""\nprint(len(text))\n# EOF\r\n`,
    see: { ends: 'completed', stdout: /^\d+\n$/ },
  },
];
