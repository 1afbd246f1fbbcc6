import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '../../languages.ts';
import { beginningOf, setFor } from '../headers.ts';

/** C++ headers whose templates GCC cannot inline once a pragma has named another processor above them. */
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

/** By the name of each precompiled header, which headers it holds. */
export type PrecompiledSets = ReadonlyMap<string, readonly string[]>;

/** The precompiled headers that are in a language's image. */
export async function precompiledSets({ folder, docker }: Language): Promise<PrecompiledSets> {
  if (!docker?.headers) return new Map();
  const lines = (await readFile(join(folder, docker.headers.sets), 'utf8')).trim().split('\n');
  return new Map(lines.map((line) => line.split(' ')).map(([name = '', ...headers]) => [name, headers]));
}

/**
 * How the image compiles a source. The headers that a C++ source begins with are read first, where that is faster or
 * has to be: a precompiled one, and all of them below a pragma that would reach into them. The macros above them come
 * first still: whether a precompiled header cannot feel them the compiler checks, and reads it as text otherwise.
 */
export function compileCommand({ file, docker }: Language, code: string, sets: PrecompiledSets): string[] {
  const words: Readonly<Record<string, readonly string[]>> = {
    '{headers}': docker?.headers ? readFirst(code, docker.headers.folder, sets) : [],
    '{sources}': [file],
    '{compiler_args}': [],
  };
  return (docker?.compile ?? []).flatMap((word) => words[word] ?? [word]);
}

function readFirst(code: string, folder: string, sets: PrecompiledSets): string[] {
  const beginning = beginningOf(code);
  const set = setFor(beginning, sets);
  const headers = set === undefined ? [] : [`${folder}/${set}.h`];
  if (beginning.pragmas) headers.push(...[...beginning.includes].filter((header) => LIBRARY.has(header)));
  if (headers.length === 0) return [];
  return [...beginning.defines.map((define) => `-D${define}`), ...headers.flatMap((header) => ['-include', header])];
}
