import { createHash } from 'node:crypto';

/** What a compile that succeeded has made, and what the compiler said of it. */
export interface Made {
  readonly bytes: Uint8Array;
  readonly said: readonly string[];
}

/** What compiles have made, in memory, for programs that come again. What was not asked for the longest makes room. */
export interface CompileCache {
  find(key: string): Made | undefined;
  /** Keeps it unless it would take too large a part of the room. */
  keep(key: string, made: Made): void;
  /** The most that is kept of one compile, in bytes. */
  readonly mostBytes: number;
}

const ENTRIES_MAX = 4096;
/** A large program does not drive all others out. */
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
      all.set(key, made); // the last to go
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

function sizeOf({ bytes, said }: Made): number {
  return said.reduce((sum, { length }) => sum + 2 * length, bytes.length);
}

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** There are no keys of an API yet: whoever sends a program is one and the same. */
const OWNER = '';

/**
 * Names all that a compile's result follows from: whose program it is, what compiles it and with which words, and every
 * file by its name and content. Undefined for a program whose compile may see more than that, such as the time.
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
