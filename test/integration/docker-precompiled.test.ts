import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
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

/** C++ programs, except those that do not end by themselves, and those that need the headers to be read first. */
const corpus = ['cases', 'examples'].flatMap((name) => {
  const folder = join(cpp.folder, name);
  const files = readdirSync(folder).filter((file) => file.endsWith('.cpp'));
  return files.filter((file) => !LEFT_OUT.test(file)).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
}) as [string, string][];

const trials = corpus.flatMap(([file, code], n) => flagsOf(n).flatMap((args) => withSet(file, code, args)));
/** Marks the end of a program's output. */
const END = `-- ${randomUUID()} --`;

describe.skipIf(NO_DOCKER)('precompiled headers in the image of C++', () => {
  let tag: string;
  let plain: string[];
  let precompiled: string[];
  beforeAll(async () => {
    tag = await ensureImage(new Docker(), 'cpp', recipes, pino({ level: 'error' }));
    const plainly = ({ command }: Trial) => command.filter((word, n) => ![word, command[n - 1]].includes('-include'));
    [plain, precompiled] = await Promise.all([outputsOf(plainly), outputsOf(({ command }) => command)]);
  }, 1_800_000);

  it.each(trials.map((trial, n) => ({ ...trial, n })))(
    "change nothing of $file with $args: its output, its end, the compiler's output",
    ({ n }) => {
      expect(precompiled[n]).toMatch(/ended: \d+\n$/);
      expect(precompiled[n]).toBe(plain[n]);
    },
  );

  /**
   * The output of compiler and program for each trial, in one container, because starting one takes longer than most
   * compiles.
   */
  async function outputsOf(commandOf: (trial: Trial) => readonly string[]): Promise<string[]> {
    const script = trials.map((trial) => scriptOf(trial.code, commandOf(trial))).join('');
    const all = 'cat > /tmp/all.sh && sh /tmp/all.sh < /dev/null';
    const options = ['--rm', '-i', '--network', 'none', '--entrypoint', 'sh'];
    const running = promisify(execFile)('docker', ['run', ...options, tag, '-c', all], { maxBuffer: 1 << 26 });
    running.child.stdin!.end(script);
    const { stdout } = await running;
    // a warning inside a header names the including file
    return stdout.split(`${END}\n`).map((text) => text.replace(/^(In file included| {8,})\s*from .*\n/gm, ''));
  }
});

function scriptOf(code: string, command: readonly string[]): string {
  const quoted = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const source = Buffer.from(code).toString('base64');
  return `rm -rf /tmp/one && mkdir /tmp/one && cd /tmp/one && echo ${source} | base64 -d > main.cpp
${quoted} 2>&1 && echo '1 2 3' | timeout 20 ./main 2>&1; echo "ended: $?"
echo '${END}'
`;
}

type Trial = ReturnType<typeof withSet>[number];

/**
 * The sets of compiler arguments for a program. Only every third program has two, because each compile takes seconds.
 */
function flagsOf(n: number): string[][] {
  return n % 3 === 0 ? [[], ['-O2']] : [[]];
}

/** The trial of a program with these compiler arguments, if the program is compiled with a precompiled header. */
function withSet(file: string, code: string, args: readonly string[]) {
  const command = compileCommand({ ...programFor('cpp', code), compilerArgs: args }, sets);
  return command.some((word) => word.startsWith(cpp.docker!.headers!.folder)) ? [{ file, code, args, command }] : [];
}
