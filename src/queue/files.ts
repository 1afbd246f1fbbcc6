import { renameSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../errors.ts';

/** Values as JSON files in one folder. A file is complete or does not exist. */
export interface Files {
  /** Resolves once the value is on disk; with `flush` the file outlasts a power failure. Rejects with `unavailable`. */
  keep(name: string, value: unknown, options?: { flush?: boolean }): Promise<void>;
  /** Undefined when there is no file. A file that a power failure has cut off is renamed to NAME.unreadable, and counts as none. */
  read(name: string): Promise<unknown>;
  remove(name: string): Promise<void>;
  /** The names of all files, sorted. */
  names(): Promise<readonly string[]>;
  /** Rejects with a sentence when no file can be written. */
  check(): Promise<void>;
}

/** The ending of a file that is being written. */
const PARTIAL = '.new';

export function createFiles(folder: string): Files {
  const ready = prepare(folder);
  ready.catch(() => {}); // every later call rejects with this error
  let count = 0;
  return {
    async keep(name, value, { flush = false } = {}) {
      const partial = pathOf(`${name}.${++count}${PARTIAL}`);
      try {
        await ready;
        const text = JSON.stringify(value);
        if (flush) await writeFile(partial, text, { flush });
        else writeFileSync(partial, text); // a program waits for it, and Node's pool of threads takes three times as long
        renameSync(partial, pathOf(name));
      } catch (error) {
        await rm(partial, { force: true }).catch(() => {}); // the first error is thrown
        throw new EngineError('unavailable', sentenceFor(error), { cause: error });
      }
    },

    async read(name) {
      try {
        return JSON.parse(await readFile(pathOf(name), 'utf8')) as unknown;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        await rename(pathOf(name), pathOf(`${name}.unreadable`));
        return undefined;
      }
    },

    async remove(name) {
      await rm(pathOf(name), { force: true });
    },

    async names() {
      await ready;
      return (await readdir(folder)).sort();
    },

    async check() {
      await this.keep('check', 'x'.repeat(4096));
      await this.remove('check');
    },
  };

  function pathOf(name: string): string {
    return join(folder, name);
  }
}

/** Removes files that an earlier process did not finish writing. */
async function prepare(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const partial = (await readdir(folder)).filter((name) => name.endsWith(PARTIAL));
  await Promise.all(partial.map((name) => rm(join(folder, name), { force: true })));
}

function sentenceFor(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const why = ['ENOSPC', 'EDQUOT'].includes(code) ? 'the disk is full' : `writing to the disk failed (${code})`;
  return `The engine cannot store submissions at the moment: ${why}. Make room in DATA_DIR, then try again.`;
}
