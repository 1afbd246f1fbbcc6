import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileCommand, precompiledSets } from '../../src/sandbox/docker/compile.ts';
import { ensureImage } from '../../src/sandbox/docker/images.ts';
import { recipes } from '../../tools/docker-sandbox.ts';
import { languages, programFor } from '../../tools/programs.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

const NO_DOCKER = missing(dockerIsHere(), 'what precompiled headers change', 'Docker is not here');
const cpp = languages.find('cpp')!;
const sets = await precompiledSets(cpp);
const LEFT_OUT = /^(pragma.*|deep-dfs|endless-recursion|live|live-output|loop|memory.*|timeout|unsynced.*)\.cpp$/;

/** Programs in C++, but for those that do not end by themselves, and those that GCC compiles in no other way. */
const corpus = ['cases', 'examples'].flatMap((name) => {
  const folder = join(cpp.folder, name);
  const files = readdirSync(folder).filter((file) => file.endsWith('.cpp'));
  return files.filter((file) => !LEFT_OUT.test(file)).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
}) as [string, string][];

describe.skipIf(NO_DOCKER)('precompiled headers in the image of C++', () => {
  let tag: string;
  beforeAll(async () => {
    tag = await ensureImage(new Docker(), 'cpp', recipes, pino({ level: 'error' }));
  }, 600_000);

  it.each(corpus.flatMap(([file, code], n) => flagsOf(n).flatMap((args) => withSet(file, code, args))))(
    "change nothing of $file with $args: its output, its end, the compiler's output",
    async ({ code, command }) => {
      const plainly = command.filter((word, n) => word !== '-include' && command[n - 1] !== '-include');
      const [plain, precompiled] = await Promise.all([plainly, command].map((argv) => told(argv, code)));
      expect(precompiled).toBe(plain);
    },
    120_000,
  );

  async function told(argv: readonly string[], code: string): Promise<string> {
    const source = Buffer.from(code).toString('base64');
    const script = `cd /tmp && echo ${source} | base64 -d > main.cpp && "$@" 2>&1 && echo '1 2 3' | timeout 20 ./main 2>&1; echo "ended: $?"`;
    const { stdout } = await promisify(execFile)(
      'docker',
      ['run', '--rm', '--network', 'none', '--entrypoint', 'sh', tag, '-c', script, 'sh', ...argv],
      { maxBuffer: 1 << 24 },
    );
    return stdout.replace(/^(In file included| {8,})\s*from .*\n/gm, ''); // a warning inside a header names who includes it
  }
});

/** The second flag set for each third program: each compile takes seconds. */
function flagsOf(n: number): string[][] {
  return n % 3 === 0 ? [[], ['-O2']] : [[]];
}

/** How it is compiled, where that is with a precompiled header. */
function withSet(file: string, code: string, args: readonly string[]) {
  const command = compileCommand({ ...programFor('cpp', code), compilerArgs: args }, sets);
  return command.some((word) => word.startsWith(cpp.docker!.headers!.folder)) ? [{ file, code, args, command }] : [];
}
