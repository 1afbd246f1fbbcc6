import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { containerOptions } from '../../src/sandbox/docker/options.ts';
import { limits } from '../docker-sandbox.ts';
import { timed } from '../measure.ts';

export const run = promisify(execFile);
export const GCC_IMAGE = 'gcc:13.2.0';

/** `python3 main.py`, spawned by Node. Times are in milliseconds. */
export async function barePython(code: string): Promise<{ whole(): Promise<number>; firstByte(): Promise<number> }> {
  const file = join(await mkdtemp(join(tmpdir(), 'bench-')), 'main.py');
  await writeFile(file, code);
  const python = await pythonPath();
  return {
    whole: () => timed(() => run(python, [file])),
    async firstByte() {
      const child = spawn(python, ['-u', file]);
      const ms = await timed(() => once(child.stdout, 'data'));
      child.kill('SIGKILL');
      await once(child, 'close');
      return ms;
    },
  };
}

/** Python itself, and not a version manager's shim. */
export async function pythonPath(): Promise<string> {
  const { stdout } = await run('python3', ['-c', 'import sys; print(sys.executable)']);
  return stdout.trim();
}

/** The executable that the compiler in this image makes of a source. It needs no library of the image. */
export async function builtBy(image: string, code: string): Promise<Buffer> {
  const build = 'g++ -O0 -static -x c++ - -o /tmp/main && cat /tmp/main';
  const child = spawn('docker', ['run', '--rm', '-i', '--network', 'none', image, 'sh', '-c', build], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  child.stdin.end(code);
  await once(child, 'close');
  if (pieces.length === 0) throw new Error(`${image} compiles nothing`);
  return Buffer.concat(pieces);
}

/** A shell in the compiler's image, without any limit: `g++ main.cpp && ./a.out` by hand. */
export async function bareCompiler(
  image: string,
): Promise<{ compileAndRun(code: string, flags?: string): Promise<number>; close(): void }> {
  const shell = spawn('docker', ['run', '--rm', '-i', '--network', 'none', image, 'sh']);
  await runInShell(shell, 'mkdir -p /w && cd /w');
  return {
    async compileAndRun(code, flags = '-O0') {
      await runInShell(shell, `printf %s '${Buffer.from(code).toString('base64')}' | base64 -d > main.cpp`);
      return timed(() => runInShell(shell, `g++ ${flags} main.cpp && ./a.out > out.txt`));
    },
    close: () => void shell.stdin.end(),
  };
}

/** Runs a command in the shell; resolves when the command has ended. */
export async function runInShell(
  shell: ChildProcessByStdio<Writable, Readable, Readable | null>,
  command: string,
): Promise<void> {
  shell.stdin.write(`${command}; echo DONE$?\n`);
  for (let text = ''; !/DONE\d/.test(text);) text += String((await once(shell.stdout, 'data'))[0]);
}

/** The common design: a `docker run --rm` for each job, and every 500 ms a check whether the job has ended. */
export async function classic(image: string, code: string): Promise<number> {
  const started = performance.now();
  const limit = ['--network', 'none', '--memory', '256m', '--pids-limit', '64'];
  await run('docker', ['run', '--rm', ...limit, image, 'python', '-c', code]);
  return Math.ceil((performance.now() - started) / 500) * 500;
}

/** Creates, starts, awaits and removes the same container without the engine. The rate is in containers a second. */
export async function bareLoop(image: string, count: number, lanes: number): Promise<number> {
  const docker = new Docker();
  const options = {
    ...containerOptions({ language: 'python', image, engine: 'bench', limits }),
    Entrypoint: ['python', '-c', 'print(1)'],
    OpenStdin: false,
  };
  let left = count;
  const lane = async () => {
    while (left-- > 0) {
      const container = await docker.createContainer({
        ...options,
        HostConfig: { ...options.HostConfig, AutoRemove: false },
      });
      await container.start();
      await container.wait();
      await container.remove();
    }
  };
  const ms = await timed(() => Promise.all(Array.from({ length: lanes }, lane)));
  return (count / ms) * 1000;
}
