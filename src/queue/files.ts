import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../errors.ts';

/** Values in files of one folder, each whole or not there at all. */
export interface Files {
  /** Resolves once the value is kept; with `flush` it outlasts a power failure. Rejects with `unavailable`. */
  keep(name: string, value: unknown, options?: { flush?: boolean }): Promise<void>;
  /** One that was cut off by a power failure is put aside, where somebody may look at it. */
  read(name: string): Promise<unknown>;
  remove(name: string): Promise<void>;
  /** The names of all, in order. */
  names(): Promise<readonly string[]>;
  /** Rejects with a sentence when nothing can be kept. */
  check(): Promise<void>;
}

/** Ends the name of a file that is not complete. */
const PARTIAL = '.new';

export function createFiles(folder: string): Files {
  const ready = prepare(folder);
  ready.catch(() => {}); // each call says it
  let count = 0;
  return {
    async keep(name, value, { flush = false } = {}) {
      const partial = pathOf(`${name}.${++count}${PARTIAL}`);
      try {
        await ready;
        await writeFile(partial, JSON.stringify(value), { flush });
        await rename(partial, pathOf(name));
      } catch (error) {
        await rm(partial, { force: true }).catch(() => {});
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

/** Removes what an earlier process did not write to its end. */
async function prepare(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const partial = (await readdir(folder)).filter((name) => name.endsWith(PARTIAL));
  await Promise.all(partial.map((name) => rm(join(folder, name), { force: true })));
}

function sentenceFor(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const why = ['ENOSPC', 'EDQUOT'].includes(code) ? 'the disk is full' : `the disk does not take it (${code})`;
  return `The engine can keep no submissions at the moment: ${why}. Make room in DATA_DIR, then try again.`;
}
