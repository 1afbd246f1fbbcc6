import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { onlyPython, programFor } from '../../tools/programs.ts';
import { readToEnd, runIn, whenReady } from '../../tools/run-in.ts';
import { dockerSandbox, limits } from '../../tools/docker-sandbox.ts';
import { spawnEngine } from '../../tools/process.ts';
import { eventually } from '../support/engine.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

const NO_DOCKER = missing(dockerIsHere(), 'cells', 'Docker is not here');
const warm = { each: 1, total: 1 };
const docker = (...args: string[]) => promisify(execFile)('docker', args).then(({ stdout }) => stdout);

/** Prints the id of the container first, by which the tests know which runs shared a cell. */
const CELL = `import re
print(re.search(r'/containers/([0-9a-f]{64})/', open('/proc/self/mountinfo').read())[1], flush=True)
`;

/** Prints everything that an earlier run has left, and leaves everything that a program can leave. */
const LEAVING = `${CELL}
import ctypes, glob, json, os, socket, subprocess, time
libc = ctypes.CDLL(None, use_errno=True)
FOLDERS = ('/work', '/tmp', '/dev/shm', '/dev/mqueue', '/var/tmp')
found = {path: [name for name in os.listdir(path) if name != 'main.py'] for path in FOLDERS if os.path.exists(path)}
ipc = [len(open('/proc/sysvipc/' + kind).readlines()) - 1 for kind in ('shm', 'msg', 'sem')]
names = [line.split()[-1] for line in open('/proc/net/unix') if '@' in line]
listening = [line for file in ('tcp', 'udp') for line in open('/proc/net/' + file).readlines()[1:]]
counted = [line.split()[1:3] for line in open('/proc/net/dev') if 'lo:' in line]
processes = [int(name) for name in os.listdir('/proc') if name.isdigit()]
alive = [open(f'/proc/{n}/comm').read().strip() for n in processes]
shown = sorted(os.path.relpath(os.path.join(folder, name), '/sys') for folder, _, names_ in os.walk('/sys') for name in names_)
print(json.dumps(dict(uid=os.getuid(), map=open('/proc/self/uid_map').read().split(), pid=os.getpid(), ppid=os.getppid(), found=found, ipc=ipc,
  names=names, listening=listening, counted=counted, alive=alive, host=socket.gethostname(), cgroup=open('/proc/self/cgroup').read().split()[0], sys=shown)), flush=True)
for path in found:
    try: open(path + '/left', 'w').write('left'); os.makedirs(path + '/deep/er')
    except OSError: pass
libc.shmget(7, 4096, 0o1666); libc.msgget(7, 0o1666); libc.semget(7, 1, 0o1666)
abstract = socket.socket(socket.AF_UNIX); abstract.bind('\\0left'); abstract.listen()
lo = socket.create_server(('127.0.0.1', 8080)); client = socket.create_connection(('127.0.0.1', 8080)); client.send(b'x' * 1000)
for n in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: time.sleep(600)
        os._exit(0)
`;

interface Found {
  readonly cell: string;
  readonly uid: number;
  readonly map: readonly string[];
  readonly pid: number;
  readonly [what: string]: unknown;
}

describe.skipIf(NO_DOCKER)('cells', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    const patient = { ...limits, timeMs: 40_000 }; // filling the memory takes a slow machine many seconds
    sandbox = dockerSandbox({ reuse: 'cell', languages: onlyPython, limits: patient, warm });
    await whenReady(sandbox, { language: 'python' });
  });
  afterAll(() => sandbox.close());
  const python = (code: string) => runIn(sandbox, 'python', code);
  const cellOf = (stdout: string) => stdout.split('\n')[0]!;

  /** Runs the program until three runs have shared a cell; resolves with these three. */
  async function sharing(code: string): Promise<Found[]> {
    const runs: Found[] = [];
    for (let n = 0; n < 8; n++) {
      const { stdout, stderr } = await python(code);
      const [cell = '', found = ''] = stdout.split('\n');
      expect([stderr, cell]).toEqual(['', expect.stringMatching(/^[0-9a-f]{64}$/)]);
      runs.push({ ...(JSON.parse(found) as Found), cell });
      const same = runs.filter((run) => run.cell === cell);
      if (same.length === 3) return same;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    throw new Error(`no cell was used three times: ${runs.map(({ cell }) => cell).join(' ')}`);
  }

  it('show a run nothing of an earlier one in the same cell', async () => {
    const runs = await sharing(LEAVING);
    expect(new Set(runs.map(({ uid }) => uid)).size).toBe(3);
    expect(new Set(runs.flatMap(({ map }) => [map[1], map[4]])).size).toBe(6);
    for (const run of runs) {
      const { found, alive, ...other } = run as Found & { found: Record<string, string[]>; alive: string[] };
      expect(Object.values(found).flat()).toEqual([]);
      expect(alive.sort()).toEqual(['agent', 'agent', 'python']);
      expect(other).toMatchObject({ ipc: [0, 0, 0], names: [], listening: [], counted: [['0', '0']] });
      expect(other).toMatchObject({ host: 'sandbox', cgroup: expect.stringMatching(/:\/$/) as string, ppid: 1 });
      for (const name of other['sys'] as string[]) expect(name).toMatch(/^fs\/cgroup\/.*(max|high|limit_in_bytes)$/);
    }
  });

  it('refuse a program namespaces and mounts, also by 32-bit calls', async () => {
    const { stdout } = await python(`
import ctypes, os
call = ctypes.CDLL(None, use_errno=True).syscall
def attempt(name, number, *given):
    ctypes.set_errno(0)
    print(name, call(number, *given), ctypes.get_errno())
x = os.uname().machine == 'x86_64'
attempt('unshare', 272 if x else 97, 0x10000000)
attempt('mount', 165 if x else 40, b'none', b'/tmp', b'tmpfs', 0, None)
attempt('umount2', 166 if x else 39, b'/sys', 2)
attempt('setns', 308 if x else 268, 0, 0)
attempt('pivot_root', 155 if x else 41, b'/tmp', b'/tmp')
attempt('clone', 56 if x else 220, 0x10000011, 0, 0, 0, 0)
attempt('open_tree', 428, -100, b'/', 1)
attempt('fsopen', 430, b'tmpfs', 0)
`);
    for (const line of stdout.trim().split('\n')) expect(line).toMatch(/ -1 (1|38)$/);
  });

  it('end a run at the memory limit as memory, and are not used again after that', async () => {
    const heap = await python(`${CELL}x = [bytearray(1_000_000) for _ in range(100_000)]`);
    const { outcome, stdout } = await python(
      `${CELL}import mmap\nx = []\nwhile True:\n    x.append(mmap.mmap(-1, 10_000_000)); x[-1].write(b"x" * 10_000_000)`,
    );
    expect([heap.outcome, outcome]).toMatchObject([{ by: 'memory' }, { kind: 'killed', by: 'memory' }]);
    const gone = [cellOf(heap.stdout), cellOf(stdout)];
    for (let n = 0; n < 4; n++) {
      const next = await python(`${CELL}print("fine")`);
      expect(next.stdout).toMatch(/\nfine\n$/);
      expect(gone).not.toContain(cellOf(next.stdout));
    }
  });

  it.each([
    ['time', `${CELL}import time\ntime.sleep(60)`, 1000],
    ['processes', `${CELL}import os, time\nfor _ in range(200):\n    if os.fork() == 0: time.sleep(9)`, undefined],
    ['output', `${CELL}while True: print("x" * 1000)`, undefined],
  ])('are not used again after a run that reached its limit: %s', async (_limit, code, timeMs) => {
    const { stdout } = await runIn(sandbox, 'python', code, '', timeMs === undefined ? {} : { timeMs });
    for (let n = 0; n < 4; n++) {
      const next = await python(`${CELL}print("fine")`);
      expect(next.stdout).toMatch(/\nfine\n$/);
      expect(cellOf(next.stdout)).not.toBe(cellOf(stdout));
    }
  });

  it('end with a room whose agent is killed; the next run is not affected', async () => {
    const run = sandbox.run(programFor('python', `${CELL}import time\ntime.sleep(60)`), AbortSignal.timeout(60_000));
    const first = await run.next();
    const cell = first.value?.type === 'output' ? cellOf(first.value.text) : '';
    const found = await docker('exec', cell, 'sh', '-c', 'for p in /proc/[0-9]*; do echo $p $(cat $p/comm); done');
    const agents = [...found.matchAll(/^\/proc\/(\d+) agent$/gm)].map(([, number]) => Number(number));
    expect(agents).toHaveLength(2);
    await docker('exec', cell, 'sh', '-c', `kill -9 ${Math.max(...agents)}`).catch(() => {}); // the command ends with the container
    await expect(readToEnd(run)).rejects.toThrow('the sandbox ended before its program did');
    const next = await python(`${CELL}print("fine")`);
    expect(next.stdout).toMatch(/\nfine\n$/);
    expect(cellOf(next.stdout)).not.toBe(cell);
  });

  it('have their own limits again after a run with narrower ones', async () => {
    const hungry =
      'x = bytearray(100_000_000)\nimport threading\nt = [threading.Thread(target=__import__("time").sleep, args=(1,)) for _ in range(20)]\nfor each in t: each.start()\nprint("fine")';
    for (let n = 0; n < 3; n++) {
      const narrow = { memoryBytes: 32 * 1024 * 1024, processes: 1 };
      expect((await runIn(sandbox, 'python', 'print(1)', '', narrow)).stdout).toBe('1\n');
      expect((await python(hungry)).stdout).toBe('fine\n');
    }
  });

  it('leave no container behind', async () => {
    const own = dockerSandbox({ reuse: 'cell', languages: onlyPython, engine: 'cells-test', warm });
    await whenReady(own, { language: 'python' });
    await Promise.all(Array.from({ length: 6 }, (_, n) => runIn(own, 'python', `print(${n})`)));
    await own.close();
    await eventually(async () => (await docker('ps', '-aq', '--filter', 'label=codeengine.engine=cells-test')) === '');
  });

  it('are replaced by containers, with a line in the log, if the host cannot make cells', async () => {
    const said: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void said.push(line) });
    const guard = await spawnEngine({ ROLE: 'guard' }); // this guard allows no cells
    await eventually(async () => (await fetch(`${guard.url}/_ping`).catch(() => undefined))?.status === 200);
    const without = dockerSandbox({
      reuse: 'cell',
      languages: onlyPython,
      host: guard.url.replace('http', 'tcp'),
      log,
    });
    await whenReady(without, { language: 'python' });
    const ownContainer = 'import os; print(os.path.exists("/sys/kernel"))';
    expect((await runIn(without, 'python', ownContainer)).stdout).toBe('True\n');
    expect(said.filter((line) => line.includes('cannot make cells'))).toHaveLength(1);
    await without.close();
    guard.kill('SIGTERM');
    expect(await guard.exited).toBe(0);
  });
});
