import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { precompiledFor } from '../../headers.ts';
import type { CompileThreadData } from '../thread/compile.ts';
import { C, CPP, hasMain, HEADER, objectOf, OWN_HEADERS, programOf, type PrecompiledHeader } from './commands.ts';
import { createCompilers } from './compilers.ts';
import { createKeep } from './keep.ts';
import { whyMissing } from './missing.ts';
import type { CompileWorker } from './compile-worker.ts';

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

/** Compiles C and C++ to WebAssembly. */
export interface Compiler {
  /** Loads the compiler and makes what is made once, if that has not begun. Tries again, with pauses, while it fails. */
  warm(): void;
  /** Waits for that, and for its turn; the time limit counts from there. Rejects while the last try has failed. */
  compile(language: string, code: string, signal: AbortSignal): Promise<Compiled>;
  close(): Promise<void>;
}

type Made = Pick<Compiled, 'module' | 'exitCode' | 'said' | 'limit' | 'memoryBytes'>;

const HELLO = '#include <iostream>\nint main() { std::cout << 1; }\n';
const RETRY_FIRST_MS = 1000;
const RETRY_LAST_MS = 30_000;

export function createCompiler(deps: {
  llvm: () => Promise<CompilerModule>;
  resources: string;
  assets: string;
  /** Where what is made once is kept. */
  cache: string;
  timeMs: number;
  /** Told how the warm-up goes. */
  say(text: string): void;
  /** Told why there is no compiler, and with null that there is one again. */
  problem(text: string | null): void;
  /** Told which compiler it is. */
  version(text: string): void;
}): Compiler {
  const sets = new Map<string, readonly string[]>();
  const headers = new Map<string, PrecompiledHeader>();
  const parts = new Map<string, Uint8Array>();
  const keep = createKeep(deps.cache, deps.say);
  let llvm: Promise<CompilerModule> | undefined;
  let warming: Promise<void> | undefined;
  const loaded = () => (llvm ??= deps.llvm());
  const compilers = createCompilers(async (): Promise<CompileThreadData> => {
    const { module } = await loaded();
    return { llvm: module, resources: deps.resources, assets: deps.assets };
  });

  return {
    warm: () => void warmed(),
    compile(language, code, signal) {
      const turn = warmed().then(() => compilers.use((worker) => compileWithin(worker, language, code, signal)));
      return Promise.race([turn, abortOf(signal)]);
    },
    close: () => compilers.close(),
  };

  function warmed(): Promise<void> {
    return (warming ??= tryToWarm(RETRY_FIRST_MS));
  }

  function tryToWarm(pauseMs: number): Promise<void> {
    const trying = warmUp();
    trying.then(
      () => {
        deps.problem(null);
        prepareHeaders().catch((error: Error) =>
          deps.say(`C++ takes longer to compile than it could: ${error.message}`),
        );
      },
      (error: Error) => {
        deps.problem(`C and C++ cannot be compiled yet: ${error.message}`);
        llvm = undefined;
        setTimeout(() => (warming = tryToWarm(Math.min(2 * pauseMs, RETRY_LAST_MS))), pauseMs);
      },
    );
    return trying;
  }

  async function compileWithin(
    worker: CompileWorker,
    language: string,
    code: string,
    signal: AbortSignal,
  ): Promise<Compiled> {
    signal.throwIfAborted();
    const started = performance.now();
    const time = AbortSignal.timeout(deps.timeMs);
    const made = await build(worker, language, code, AbortSignal.any([signal, time])).catch((error): Made => {
      signal.throwIfAborted();
      if (!time.aborted) throw error;
      return failed('time', { exitCode: 1, said: '', memoryBytes: 0 });
    });
    return { ...made, ms: Math.round(performance.now() - started) };
  }

  async function build(worker: CompileWorker, language: string, code: string, signal?: AbortSignal): Promise<Made> {
    const set = language === 'cpp' ? precompiledFor(code, sets) : undefined;
    const object = await worker.run(objectOf(language, code, set ? headers.get(set) : undefined), signal);
    const { memoryBytes, crash } = object;
    if (!object.made) return failed(crash === 'memory' ? crash : null, { ...object, said: withReason(object.said) });
    if (!hasMain(object.made)) {
      return failed(null, { exitCode: 1, said: `${object.said}${NO_MAIN}`, memoryBytes });
    }
    const linked = await worker.run(programOf(language, object.made, parts), signal);
    if (!linked.made) return failed(null, { ...linked, said: withReason(linked.said), memoryBytes });
    return { module: linked.made, exitCode: 0, said: object.said, limit: null, memoryBytes };
  }

  /** After it C compiles, and C++ without precompiled headers for most. However long it takes: nobody's limit is meant. */
  async function warmUp(): Promise<void> {
    const started = performance.now();
    await part('runtime', [...C, '-mbulk-memory'], 'runtime.c');
    await part('exceptions', CPP, 'exceptions.cpp');
    await header('iostream');
    const { module, said } = await compilers.use((worker) => build(worker, 'cpp', HELLO));
    if (!module) throw new Error(`the first program does not compile: ${said}`);
    const { said: version } = await compilers.use((worker) =>
      worker.run({ argv: ['clang', '--version'], files: {}, output: '' }),
    );
    deps.version(`Clang ${/clang version (\d+\.\d+\.\d+)/.exec(version)?.[1] ?? ''}`.trim());
    deps.say(`C and C++ are ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }

  async function prepareHeaders(): Promise<void> {
    for (const name of ['five', 'bits']) await header(name);
  }

  async function header(name: string): Promise<void> {
    const lines = (await readFile(join(deps.assets, 'pch.txt'), 'utf8')).trim().split('\n');
    const [, ...included] = lines.map((line) => line.split(' ')).find(([first]) => first === name) ?? [];
    const text = Buffer.from(included.map((file) => `#include <${file}>\n`).join(''));
    headers.set(name, { text, precompiled: await made(`${name}.pch`, [...CPP, ...HEADER], '/header.h', text) });
    sets.set(name, included);
  }

  /** What our own source becomes. */
  async function part(name: string, argv: readonly string[], source: string): Promise<void> {
    const text = await readFile(join(deps.assets, source));
    parts.set(name, await made(`${name}.o`, [...argv, '-c', `/${source}`], `/${source}`, text));
  }

  async function made(name: string, argv: readonly string[], input: string, text: Uint8Array): Promise<Uint8Array> {
    const { digest } = await loaded();
    const own = await Promise.all(OWN_HEADERS.map((file) => readFile(join(deps.assets, file))));
    return keep.get(name, [digest, ...argv, text, ...own], async () => {
      const run = { argv: [...argv, '-o', `/${name}`], files: { [input]: text }, output: `/${name}` };
      const { made: bytes, said } = await compilers.use((worker) => worker.run(run));
      if (!bytes) throw new Error(`${name} could not be made: ${said}`);
      return bytes;
    });
  }
}

export interface CompilerModule {
  readonly module: WebAssembly.Module;
  /** Of the module and what comes with it: what another compiler has made does not fit this one. */
  readonly digest: Uint8Array;
}

/** Rejects when it is aborted. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

const NO_MAIN = "error: undefined reference to 'main': the program has no function of this name to start with\n";

function failed(
  limit: Compiled['limit'],
  { exitCode, said, memoryBytes }: Pick<Made, 'exitCode' | 'said' | 'memoryBytes'>,
): Made {
  return { module: null, exitCode, said, limit, memoryBytes };
}

function withReason(said: string): string {
  return said + whyMissing(said);
}
