import { createHash } from 'node:crypto';

/** What a successful compile has made, and the compiler's messages. */
export interface Made {
  readonly bytes: Uint8Array;
  readonly messages: readonly string[];
}

/**
 * What compiles have made, in memory, for programs that are submitted again. The entries that were used least recently
 * are removed first.
 */
export interface CompileCache {
  find(key: string): Made | undefined;
  /** Keeps an entry, unless it would need too large a part of the room. */
  keep(key: string, made: Made): void;
  /** The largest entry, in bytes. */
  readonly mostBytes: number;
}

const ENTRIES_MAX = 4096;
/** An entry may have this part of the room at most, so that a large program does not remove all others. */
const PARTS = 8;

export function createCompileCache(maxBytes: number): CompileCache {
  const all = new Map<string, Made>();
  const mostBytes = Math.floor(maxBytes / PARTS);
  let used = 0;
  return {
    mostBytes,
    find(key) {
      const made = all.get(key);
      if (!made) return undefined;
      all.delete(key);
      all.set(key, made); // now the last to be removed
      return made;
    },
    keep(key, made) {
      if (sizeOf(made) > mostBytes) return;
      remove(key);
      all.set(key, made);
      used += sizeOf(made);
      for (const oldest of all.keys()) {
        if (used <= maxBytes && all.size <= ENTRIES_MAX) break;
        remove(oldest);
      }
    },
  };

  function remove(key: string): void {
    const made = all.get(key);
    if (!made) return;
    all.delete(key);
    used -= sizeOf(made);
  }
}

function sizeOf({ bytes, messages }: Made): number {
  return messages.reduce((sum, { length }) => sum + 2 * length, bytes.length);
}

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Whose programs share the cache. The API has no keys yet, so everybody's do. */
const OWNER = '';

/**
 * A hash of everything on which the result of a compile depends: the owner of the program, the compiler and its
 * arguments, and the name and content of every file. Undefined for a program whose compile may depend on more, such as
 * the time.
 */
export function compileKey(
  { id, compilesAnew }: { readonly id: string; readonly compilesAnew?: string | undefined },
  compiler: readonly string[],
  { files, compilerArgs }: { files: readonly NamedBytes[]; compilerArgs: readonly string[] },
): string | undefined {
  const seesMore = compilesAnew === undefined ? undefined : new RegExp(compilesAnew);
  const texts = seesMore ? [...compilerArgs, ...files.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))] : [];
  if (texts.some((text) => seesMore!.test(text))) return undefined;
  const names = files.map(({ name, bytes }) => [name, bytes.length]);
  const hash = createHash('sha256').update(JSON.stringify([OWNER, id, compiler, compilerArgs, names]));
  for (const { bytes } of files) hash.update(bytes);
  return hash.digest('base64');
}
