import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { precompiledFor } from '../headers.ts';
import type { CompileThreadData, ToolRun } from './compile-thread.ts';
import { createTools, type Tools } from './tools.ts';

export interface Compiled {
  /** Null when the source does not compile, or when a limit ended that. */
  readonly module: Uint8Array | null;
  readonly exitCode: number;
  /** What the compiler said of it. */
  readonly said: string;
  readonly limit: 'time' | 'memory' | null;
  readonly ms: number;
  readonly memoryBytes: number;
}

/** Compiles C and C++ to WebAssembly, one at a time, in a thread that stays. */
export interface Compiler {
  /** Waits for the warm-up and for its turn; the time limit counts from there. */
  compile(language: string, code: string, signal: AbortSignal): Promise<Compiled>;
  close(): Promise<void>;
}

const CPP = ['-fwasm-exceptions', '-std=gnu++20'];
const COMMON = [
  '-O1',
  '-mllvm',
  '-wasm-enable-sjlj',
  '-mllvm',
  '-wasm-use-legacy-eh=true',
  '-D_WASI_EMULATED_SIGNAL',
  '-D_WASI_EMULATED_PROCESS_CLOCKS',
  '-D_WASI_EMULATED_MMAN',
  '-D_WASI_EMULATED_GETPID',
];
const LIBRARIES = '/usr/lib/wasm32-wasip1';
/** Up to 8 MiB of stack, as programs have elsewhere; it lies below the data, so that an overflow is a fault. */
const LINK = [
  '-L',
  LIBRARIES,
  '--stack-first',
  '-z',
  'stack-size=8388608',
  '--export-if-defined=fflush',
  '--export=__stack_pointer',
  '--export=heap_end',
  '--export=heap_refused',
];
const LINK_WITH = [
  '-lwasi-emulated-signal',
  '-lwasi-emulated-process-clocks',
  '-lwasi-emulated-mman',
  '-lwasi-emulated-getpid',
  '-lsetjmp',
  '-lc',
  '/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a',
];
const HELLO = '#include <iostream>\nint main() { std::cout << 1; }\n';
/** Programs that ask for what is not there. */
const MISSING =
  /\b(fork|execv\w*|waitpid|pthread_\w+|socket|bind|connect|sys\/(wait|socket|ptrace|prctl|mount|ipc|shm|sem|msg)\.h|netdb\.h)\b/;
const MISSING_NOTE = '\nThe WebAssembly sandbox has no processes, threads or sockets.\n';

export function createCompiler(deps: {
  llvm: Promise<WebAssembly.Module>;
  resources: string;
  assets: string;
  /** Where what is made once is kept. */
  cache: string;
  timeMs: number;
  /** Told how the warm-up goes. */
  say(text: string): void;
}): Compiler {
  const sets = new Map<string, readonly string[]>();
  const headers = new Map<string, { text: Uint8Array; precompiled: Uint8Array }>();
  const objects = new Map<string, Uint8Array>();
  const data = deps.llvm.then((llvm): CompileThreadData => ({ llvm, resources: deps.resources, assets: deps.assets }));
  const tools = createTools(data);
  const aside = createTools(data);
  const warm = warmUp();
  let turn: Promise<unknown> = Promise.resolve();
  warm.then(prepareHeaders).catch((error: Error) => deps.say(`C and C++ cannot be compiled well: ${error.message}`));

  return {
    compile(language, code, signal) {
      const result = Promise.all([warm, turn]).then(() => compileNow(language, code, signal));
      turn = result.catch(() => {});
      return result;
    },
    async close() {
      await Promise.all([tools.close(), aside.close()]);
    },
  };

  async function compileNow(language: string, code: string, signal: AbortSignal): Promise<Compiled> {
    signal.throwIfAborted();
    const started = performance.now();
    const ms = () => Math.round(performance.now() - started);
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, deps.timeMs);
    signal.addEventListener('abort', end);
    let memoryBytes = 0;
    const failed = (exitCode: number, said: string, limit: Compiled['limit']) => ({
      module: null,
      exitCode,
      said,
      limit,
      ms: ms(),
      memoryBytes,
    });
    try {
      const object = await tools.run(objectOf(language, code), ending.signal);
      memoryBytes = object.memoryBytes;
      if (!object.made)
        return failed(object.exitCode, withNote(object.said), object.crash === 'memory' ? 'memory' : null);
      const linked = await tools.run(programOf(language, object.made), ending.signal);
      if (!linked.made) return failed(linked.exitCode, withNote(linked.said), null);
      return { module: linked.made, exitCode: 0, said: object.said, limit: null, ms: ms(), memoryBytes };
    } catch (error) {
      signal.throwIfAborted();
      if (!ending.signal.aborted) throw error;
      return failed(1, '', 'time');
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  /** The compiler's command for a source: as GCC names it, and with the precompiled header that fits. */
  function objectOf(language: string, code: string): ToolRun {
    const source = new TextEncoder().encode(code);
    if (language === 'c') {
      return {
        argv: ['clang', '-std=gnu17', ...COMMON, '-c', 'main.c', '-o', 'main.o'],
        files: { '/main.c': source },
        output: '/main.o',
      };
    }
    const set = precompiledFor(code, sets);
    const header = set ? headers.get(set) : undefined;
    return {
      argv: [
        'clang++',
        ...CPP,
        ...COMMON,
        ...(header ? ['-include-pch', '/header.pch'] : []),
        '-c',
        'main.cpp',
        '-o',
        'main.o',
      ],
      files: { '/main.cpp': source, ...(header && { '/header.pch': header.precompiled, '/header.h': header.text }) },
      output: '/main.o',
    };
  }

  function programOf(language: string, object: Uint8Array): ToolRun {
    const cpp = language === 'cpp';
    const parts = { '/main.o': object, '/runtime.o': objects.get('runtime')! };
    return {
      argv: [
        'wasm-ld',
        '-o',
        '/main',
        ...LINK,
        `${LIBRARIES}/crt1-command.o`,
        '/main.o',
        '/runtime.o',
        ...(cpp ? ['/exceptions.o', '--wrap=__main_void', '-lc++', '-lc++abi'] : []),
        ...LINK_WITH,
      ],
      files: { ...parts, ...(cpp && { '/exceptions.o': objects.get('exceptions')! }) },
      output: '/main',
    };
  }

  /** After it C compiles, and C++ without precompiled headers for most. */
  async function warmUp(): Promise<void> {
    const started = performance.now();
    await part('runtime', ['clang', ...COMMON, '-mbulk-memory'], 'runtime.c');
    await part('exceptions', ['clang++', ...CPP, ...COMMON], 'exceptions.cpp');
    await header('iostream');
    const { module, said } = await compileNow('cpp', HELLO, new AbortController().signal);
    if (!module) throw new Error(`hello does not compile: ${said}`);
    deps.say(`C and C++ are ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }

  /** In a thread of their own, so that no program waits for them. */
  async function prepareHeaders(): Promise<void> {
    for (const name of ['five', 'bits']) await header(name, aside);
    await aside.close();
  }

  async function header(name: string, by = tools): Promise<void> {
    const lines = (await readFile(join(deps.assets, 'pch.txt'), 'utf8')).trim().split('\n');
    const [, ...included] = lines.map((line) => line.split(' ')).find(([first]) => first === name) ?? [];
    const text = Buffer.from(included.map((file) => `#include <${file}>\n`).join(''));
    const flags = ['-Xclang', '-fno-pch-timestamp', '-fpch-instantiate-templates', '-x', 'c++-header', '/header.h'];
    const argv = ['clang++', ...CPP, ...COMMON, ...flags];
    headers.set(name, { text, precompiled: await made(`${name}.pch`, argv, '/header.h', text, by) });
    sets.set(name, included);
  }

  /** What our own source becomes. */
  async function part(name: string, argv: readonly string[], source: string): Promise<void> {
    const text = await readFile(join(deps.assets, source));
    objects.set(name, await made(`${name}.o`, [...argv, '-c', `/${source}`], `/${source}`, text));
  }

  /** Something that is made once for a compiler and a source, and kept on disk. */
  async function made(
    name: string,
    argv: readonly string[],
    input: string,
    text: Uint8Array,
    by: Tools = tools,
  ): Promise<Uint8Array> {
    const key = createHash('sha256')
      .update(deps.resources)
      .update(argv.join('\0'))
      .update(text)
      .digest('hex')
      .slice(0, 16);
    const file = join(deps.cache, `${key}-${name}`);
    const kept = await readFile(file).catch(() => undefined);
    if (kept) return kept;
    deps.say(`making ${name} for C++, once`);
    const output = `/${name}`;
    const { made: bytes, said } = await by.run({ argv: [...argv, '-o', output], files: { [input]: text }, output });
    if (!bytes) throw new Error(`${name} could not be made: ${said}`);
    await keep(file, bytes).catch((error: Error) => deps.say(`${name} could not be kept: ${error.message}`));
    return bytes;
  }
}

async function keep(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, bytes);
  await rename(`${file}.new`, file);
}

function withNote(said: string): string {
  return MISSING.test(said) ? said + MISSING_NOTE : said;
}
