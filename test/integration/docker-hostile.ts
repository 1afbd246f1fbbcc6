import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runIn } from '../../tools/run-in.ts';

/** A slow machine takes many seconds to fill the memory. */
const PATIENT = { timeMs: 40_000 };

/** Programs that attack the sandbox, its host and its other programs. */
export function describeHostile(sandbox: () => Sandbox): void {
  describe('a hostile program in a container', () => {
    const run = (language: string, code: string, limits = {}) => runIn(sandbox(), language, code, '', limits);
    const python = (code: string) => run('python', code);

    it('can forge no frame through the agent, trace it or end it', async () => {
      const { stdout, outcome } = await python(`
import ctypes, os, signal
def attempt(what, act):
    try: print(what, act())
    except OSError as error: print(what, type(error).__name__)
attempt('fd', lambda: open('/proc/1/fd/1', 'wb'))
attempt('mem', lambda: open('/proc/1/mem', 'rb'))
attempt('environ', lambda: open('/proc/1/environ', 'rb'))
attempt('kill', lambda: os.kill(1, signal.SIGKILL))
attempt('stop', lambda: os.kill(1, signal.SIGSTOP))
print('ptrace', ctypes.CDLL(None).ptrace(16, 1, 0, 0))
print('fds', sorted(os.listdir('/proc/self/fd')))
`);
      expect(stdout.split('\n')).toEqual([
        'fd PermissionError',
        'mem PermissionError',
        'environ PermissionError',
        'kill PermissionError',
        'stop PermissionError',
        'ptrace -1',
        expect.stringMatching(/^fds \['0', '1', '2'(, '3')?\]$/),
        '',
      ]);
      expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    });

    it('cannot pretend to be the agent: bytes that look like a frame are output', async () => {
      const { stdout, outcome } = await python(`
import os
os.write(1, b'x' + (32).to_bytes(4, 'little') + bytes(32))
os.write(1, b'\\x01\\0\\0\\0\\0\\0\\0\\x05hello')
raise SystemExit(7)
`);
      expect(stdout).toContain('hello');
      expect(outcome).toMatchObject({ kind: 'exited', exitCode: 7 });
    });

    it('has no capability, no new privilege and no other user', async () => {
      const { stdout } = await python(`
import os, re
status = open('/proc/self/status').read()
print(re.findall(r'(?:CapEff|CapPrm|CapBnd|NoNewPrivs|Seccomp):\\s+(\\w+)', status))
print(os.getuid(), os.geteuid(), os.getgid(), os.getgroups())
for act in (lambda: os.setuid(0), lambda: os.chroot('/'), lambda: open('/etc/x', 'w'), lambda: os.mkdir('/x'), lambda: open('/sys/x', 'w')):
    try: act(); print('done')
    except OSError: pass
print(sorted(os.environ))
`);
      const [caps, ids, environment] = stdout.trim().split('\n');
      expect(caps).toMatch(/^\['0{16}', '0{16}', '\w{16}', '1', '2'\]$/);
      expect(ids).toMatch(/^(6[0-4]\d{3}) \1 \1 \[\]$/);
      expect(environment).not.toMatch(/REDIS|DATABASE|DOCKER|PASSWORD|HOSTNAME/);
    });

    it('has no network', async () => {
      const { stdout } = await python(`
import socket
print([name for _, name in socket.if_nameindex()])
for address in ('1.1.1.1', '172.17.0.1', '169.254.169.254'):
    try: socket.create_connection((address, 80), 0.3); print('connected')
    except OSError: print('refused')
try: socket.gethostbyname('redis'); print('resolved')
except OSError: print('unknown')
`);
      expect(stdout.trim().split('\n').slice(1)).toEqual(['refused', 'refused', 'refused', 'unknown']);
    });

    // programs that end at the time limit, and sources that attack the compiler, are cases of the doctor
    it.each([
      [
        'a fork bomb that gives up',
        'import os, time\nfor _ in range(200):\n    if os.fork() == 0: time.sleep(9)',
        'processes',
      ],
      [
        'a thread bomb',
        'import threading, time\nfor _ in range(200): threading.Thread(target=time.sleep, args=(9,), daemon=True).start()',
        'processes',
      ],
      ['memory on the heap', 'x = [bytearray(1_000_000) for _ in range(100_000)]', 'memory'],
      [
        'memory by mmap',
        'import mmap\nx = []\nwhile True:\n    x.append(mmap.mmap(-1, 10_000_000)); x[-1].write(b"x" * 10_000_000)',
        'memory',
      ],
      ['one allocation beyond everything', 'x = bytearray(10**15)', 'memory'],
      [
        'a flood of both streams',
        'import os\nwhile True: os.write(1, b"o" * 9999); os.write(2, b"e" * 9999)',
        'output',
      ],
      ['one endless line', 'import sys\nwhile True: sys.stdout.write("x" * 1000)', 'output'],
    ])('ends for the right reason: %s', async (_title, code, reason) => {
      const started = performance.now();
      const { outcome } = await run('python', code, reason === 'memory' ? PATIENT : {});
      const seen = outcome.kind === 'killed' ? outcome.by : outcome.refused;
      expect(seen).toBe(reason);
      expect(performance.now() - started).toBeLessThan(reason === 'memory' ? 42_000 : 16_000);
    });

    it.skipIf(process.arch !== 'x64')('ends at the memory limit also for memory that outlives a process', async () => {
      const code = `import base64, os\nopen("a", "wb").write(base64.b64decode("${SEGMENTS}"))\nos.chmod("a", 0o755)\nos.execv("./a", ["a"])`;
      for (let n = 0; n < 3; n++) expect((await run('python', code, PATIENT)).outcome).toMatchObject({ by: 'memory' });
    });

    it('gets no descriptor above its limit, and only the usual families of sockets', async () => {
      const { stdout } = await python(`
import socket
def family(number):
    try: socket.socket(number, socket.SOCK_STREAM if number != 38 else socket.SOCK_SEQPACKET).close(); return "got"
    except OSError as error: return error.errno
print([family(number) for number in (1, 2, 10)], [family(number) for number in (38, 40)])
held = []
try:
    while True: held.append(socket.socket())
except OSError: print(len(held) < 256)
`);
      expect(stdout).toBe("['got', 'got', 'got'] [97, 97]\nTrue\n");
    });

    it.skipIf(process.arch !== 'x64')(
      'has small limits on what the kernel counts by user or for the machine',
      async () => {
        const { stdout } = await python(`
import ctypes, os, resource
version_1 = os.path.exists('/sys/fs/cgroup/memory/memory.limit_in_bytes')
print(resource.getrlimit(resource.RLIMIT_NOFILE)[1] == (64 if version_1 else 256))
print([resource.getrlimit(which)[1] for which in (11, 12)], 'signals, messages')
call = ctypes.CDLL(None, use_errno=True).syscall
for name, number, *given in (
    ('io_setup', 206, 1, ctypes.byref(ctypes.c_ulong(0))), ('mq_open', 240, b'x', 0o102, 0o600, None),
    ('io_uring_setup', 425, 1, ctypes.create_string_buffer(120)), ('x32', 0x40000000 + 39),
    ('sync', 162), ('syncfs', 306, -1),
):
    ctypes.set_errno(0)
    print(name, call(number, *given), ctypes.get_errno())
`);
        expect(stdout.trim().split('\n')).toEqual([
          'True',
          '[256, 0] signals, messages',
          'io_setup -1 1',
          'mq_open -1 1',
          'io_uring_setup -1 1',
          'x32 -1 38',
          'sync 0 0',
          'syncfs 0 0', // returns 0 without a call of the kernel, which would refuse this descriptor
        ]);
      },
    );

    it('completes when it handles a child that was killed at the memory limit', async () => {
      const { outcome, stdout } = await python(`
import os
if os.fork() == 0:
    x = [bytearray(10_000_000) for _ in range(1000)]
print(os.wait()[1])
`);
      expect([stdout, outcome]).toMatchObject(['9\n', { kind: 'exited', exitCode: 0 }]);
    });

    it('delays nothing with an orphan that keeps stdout open', async () => {
      const { stdout, outcome } = await python(`
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
print('parent done')
`);
      expect(stdout).toBe('parent done\n');
      expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
      expect(outcome.usage.wallMs).toBeLessThan(3000);
    });

    it('fills neither disk nor inodes of the host', async () => {
      const { stdout } = await python(`
import os
def fill(folder):
    written = 0
    try:
        with open(folder + '/big', 'wb') as file:
            while True: written += file.write(bytes(1_000_000)); file.flush()
    except OSError as error: print(folder, error.errno in (27, 28), written <= 70_000_000)
    os.remove(folder + '/big')
    count = 0
    try:
        while True: open(f'{folder}/{count}', 'w').close(); count += 1
    except OSError as error: print(folder, error.errno, count < 5000)
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
fill('/work'); fill('/tmp')
try: open('sparse', 'wb').truncate(10**12); print('sparse')
except OSError: print('no room')
`);
      expect(stdout.trim().split('\n')).toEqual([
        '/work True True',
        '/work 28 True',
        '/tmp True True',
        '/tmp 28 True',
        'no room',
      ]);
    });

    it('reads nothing of the engine, of the host or of another run', async () => {
      const [secret, thief] = await Promise.all([
        python('import time\nsecret = "s3cret-of-a-neighbour"\nopen("/tmp/s", "w").write(secret)\ntime.sleep(1)'),
        python(`
import glob, os, time
time.sleep(0.3)
print([p for p in os.listdir('/proc') if p.isdigit() and int(p) > 100 and b'python' in open(f'/proc/{p}/cmdline','rb').read() and p != os.readlink('/proc/self')])
print(glob.glob('/tmp/*'), os.path.exists('/var/run/docker.sock'), os.path.exists('/dist'), sorted(os.listdir('/dev'))[:3])
`),
      ]);
      expect(secret.outcome).toMatchObject({ exitCode: 0 });
      expect(thief.stdout).toMatch(/^\[\]\n\[\] False False /);
    });

    it('reads nothing of the host through the compiler', async () => {
      const { outcome } = await run('cpp', '#include "/proc/1/environ"\nint main() {}');
      expect(outcome).toMatchObject({ kind: 'exited', exitCode: 1, step: { phase: 'compile' } });
    });

    it('does not slow down the next run', async () => {
      const { outcome, stdout } = await python('print("fine")');
      expect([stdout, outcome.kind]).toEqual(['fine\n', 'exited']);
      expect(outcome.usage.wallMs).toBeLessThan(3000);
    });
  });
}

/** An executable of 600 bytes that fills System V segments. This memory remains when the process is killed. */
const SEGMENTS =
  'f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAsABAAAAAAABAAAAAAAAAAHABAAAAAAAAAAAAAEAAOAACAEAABAADAAEAAAAHAAAAsAAAAAAAAACwAEAAAAAAALAAQAAAAAAAfgAAAAAAAAB+AAAAAAAAAAEAAAAAAAAAUeV0ZAYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAABBVUG6HQAAAEUxwEG5QwAAAEFUQb0jAAAAQbweAAAAVb2AAwAAU7sAABAATInQTInHSIneSInqDwVIicdMicZMieBMicIPBUiJx0g9AfD//3IITInoTInH6yAxwEiNFDhIBQAQAADGAgFIPQAAEAB160yJyEyJxkyJwg8F661HQ0M6IChEZWJpYW4gMTIuMi4wLTE0K2RlYjEydTEpIDEyLjIuMAAALnNoc3RydGFiAC50ZXh0AC5jb21tZW50AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACwAAAAEAAAAHAAAAAAAAALAAQAAAAAAAsAAAAAAAAAB+AAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAABEAAAABAAAAMAAAAAAAAAAAAAAAAAAAAC4BAAAAAAAAJwAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAwAAAAAAAAAAAAAAAAAAAAAAAABVAQAAAAAAABoAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAA';
