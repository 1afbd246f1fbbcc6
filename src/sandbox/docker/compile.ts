import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { OutputEvent } from '../../domain/events.ts';
import type { Limits } from '../../domain/limits.ts';
import { isSuccess, type Outcome } from '../../domain/outcome.ts';
import { bytesOf, type SourceFile } from '../../domain/request.ts';
import type { Language } from '../../languages.ts';
import { beginningOf, parseSets, setFor, type Beginning, type Sets } from '../precompiled.ts';
import type { Program } from '../sandbox.ts';
import type { GuestContainer } from './container.ts';
import { COMPILE_MEMORY_BYTES, type ContainerLimits } from './options.ts';
import { hintFor } from './hints.ts';
import { outcomeOf } from './outcome.ts';
import { follow } from './phase.ts';
import { compileFrame, runFrame } from './frames.ts';
import { asPath } from './run.ts';

/** A compile that takes longer than this gets more memory. No compiler fills a program's share of memory sooner. */
const LONG_COMPILE_MS = 250;

/** A compile that has ended. */
export interface Compiled {
  readonly outcome: Outcome;
  /** What has compiled the program is ready to run it too. */
  readonly isReady: boolean;
}

/**
 * Yields the compiler's messages when the compile has ended: of a failure as stderr, of a success apart from the
 * program's output. Without `argv` the compiler is used that was started in the container before there was a program.
 */
export async function* compile(
  container: GuestContainer,
  {
    memory,
    limits,
    program,
    argv,
  }: { memory: CompilerMemory; limits: Limits; program: Program; argv: readonly string[] | undefined },
): AsyncGenerator<OutputEvent, Compiled, void> {
  const phase = { timeMs: limits.compileMs, outputBytes: limits.outputBytes };
  container.send(argv ? runFrame(phase, argv) : compileFrame(phase));
  const long = setTimeout(() => memory.give(), LONG_COMPILE_MS);
  const run = follow(container, limits.compileMs, {});
  const messages: OutputEvent[] = [];
  let step = await run.next();
  for (; !step.done; step = await run.next()) if (step.value.type === 'output') messages.push(step.value);
  clearTimeout(long);
  const outcome = outcomeOf(step.value, { phase: 'compile' });
  const stream = isSuccess(outcome) ? 'compiler' : 'stderr';
  for (const event of messages) yield { ...event, stream };
  const hint = hintFor(program.language, messages.map(({ text }) => text).join(''));
  if (hint && stream === 'stderr') yield { type: 'output', stream, text: `${hint}\n` };
  return { outcome, isReady: step.value.hasCompiled };
}

export interface CompilerMemory {
  give(): void;
  /**
   * Sets the container's limits for the program, where they are others than now. Rejects when the container uses more
   * memory already.
   */
  takeBack(narrower?: ContainerLimits): Promise<void>;
}

/**
 * A long compile gets more memory than a program. After it the program has its own limit again. A short compile changes
 * nothing.
 */
export function compilerMemory(container: GuestContainer, limit: number): CompilerMemory {
  let given: Promise<void> | undefined;
  return {
    give() {
      if (limit >= COMPILE_MEMORY_BYTES) return;
      given = container.limit({ memoryBytes: COMPILE_MEMORY_BYTES }).catch(() => {}); // Docker refused: the compiler keeps the run's limit
    },
    async takeBack(narrower) {
      await given;
      const back = narrower ?? (given && { memoryBytes: limit });
      if (back) await container.limit(back);
    },
  };
}

/** C++ headers with templates that GCC cannot inline below a pragma that names another processor. */
const LIBRARY = new Set(
  (
    'algorithm any array atomic barrier bit bitset cassert cctype cerrno cfloat charconv chrono cinttypes climits cmath ' +
    'complex concepts condition_variable csignal cstddef cstdint cstdio cstdlib cstring ctime deque exception execution ' +
    'filesystem format forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream ' +
    'iterator latch limits list locale map memory mutex new numbers numeric optional ostream queue random ranges ratio ' +
    'regex scoped_allocator semaphore set shared_mutex span sstream stack stdexcept streambuf string string_view ' +
    'system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant ' +
    'vector version bits/stdc++.h'
  ).split(' '),
);

/** The precompiled headers that are in a language's image. */
export async function precompiledSets({ folder, docker }: Language): Promise<Sets> {
  if (!docker?.headers) return new Map();
  return parseSets(await readFile(join(folder, docker.headers.sets), 'utf8'));
}

/**
 * The command with which the image compiles a program. The headers that a C++ source begins with are read first where
 * that is faster or necessary: a precompiled header where one fits, and all of them where a pragma would otherwise
 * apply to them. The macros that the source defines above its headers still come first. Where these macros or other
 * arguments do not fit the precompiled header, the compiler notices and reads the header as text.
 */
export function compileCommand({ language: { docker, sources }, files, compilerArgs }: Sources, sets: Sets): string[] {
  const compiled = files.filter(({ name }, index) => index === 0 || sources.includes(extensionOf(name)));
  const headers = docker?.headers ? readFirst(compiled, docker.headers.folder, sets) : [];
  const words: Readonly<Record<string, readonly string[]>> = {
    '{headers}': headers,
    '{main}': [asPath(files[0]!.name)],
    '{sources}': compiled.map(({ name }) => asPath(name)),
    '{compiler_args}': compilerArgs,
  };
  return (docker?.compile ?? []).flatMap((word) => words[word] ?? [word]);
}

type Sources = Pick<Program, 'language' | 'files' | 'compilerArgs'>;

/** The same headers are read first for all sources: those that all of them include, and no macros. */
function readFirst(compiled: readonly SourceFile[], folder: string, sets: Sets): string[] {
  const [beginning, ...others] = compiled.map((file) => beginningOf(bytesOf(file).toString('utf8')));
  if (others.length > 0) {
    const all = [beginning!, ...others];
    const includes = new Set([...beginning!.includes].filter((header) => all.every((one) => one.includes.has(header))));
    const isPlain = all.every(({ defines, pragmas }) => defines.length === 0 && !pragmas);
    return isPlain ? firstOf({ includes, defines: [], pragmas: false }, folder, sets) : [];
  }
  return firstOf(beginning!, folder, sets);
}

function firstOf(beginning: Beginning, folder: string, sets: Sets): string[] {
  const set = setFor(beginning, sets);
  const headers = set === undefined ? [] : [`${folder}/${set}.h`];
  if (beginning.pragmas) headers.push(...[...beginning.includes].filter((header) => LIBRARY.has(header)));
  if (headers.length === 0) return [];
  return [...beginning.defines.map((define) => `-D${define}`), ...headers.flatMap((header) => ['-include', header])];
}

function extensionOf(name: string): string {
  return extname(name).slice(1).toLowerCase();
}
