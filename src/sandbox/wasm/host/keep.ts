import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that are made once and kept in a folder. They outlive the process, and a damaged file is made anew. */
export interface Keep {
  /** The file that was kept under this name, or that comes with the engine, if its content depends on the same `of`. */
  find(name: string, of: readonly (string | Uint8Array)[]): Promise<Uint8Array | undefined>;
  /**
   * The same; where there is none, the content that `make` makes, which is kept and replaces an earlier file of this
   * name.
   */
  get(name: string, of: readonly (string | Uint8Array)[], make: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

const DIGEST_BYTES = 32;

/** `also` are folders that are only read. */
export function createKeep(folder: string, say: (text: string) => void, also: readonly string[] = []): Keep {
  return {
    find,
    async get(name, of, make) {
      const kept = await find(name, of);
      if (kept) return kept;
      const bytes = await make();
      await put(name, fileOf(name, of), bytes).catch((error: Error) =>
        say(`${name} could not be kept: ${error.message}`),
      );
      return bytes;
    },
  };

  async function find(name: string, of: readonly (string | Uint8Array)[]): Promise<Uint8Array | undefined> {
    for (const place of [...also, folder]) {
      const kept = await readFile(join(place, fileOf(name, of))).then(whole, () => undefined);
      if (kept) return kept;
    }
    return undefined;
  }

  async function put(name: string, file: string, bytes: Uint8Array): Promise<void> {
    await mkdir(folder, { recursive: true });
    const part = join(folder, `${file}.${process.pid}.new`);
    await writeFile(part, Buffer.concat([bytes, sha256([bytes])]), { flush: true });
    await rename(part, join(folder, file));
    const others = (await readdir(folder)).filter((other) => other !== file && isOf(name, other));
    await Promise.all(others.map((other) => rm(join(folder, other), { force: true })));
  }
}

function fileOf(name: string, of: readonly (string | Uint8Array)[]): string {
  return `${sha256(of).toString('hex').slice(0, 16)}-${name}`;
}

/** The content without the digest at its end; undefined when the digest is not the content's. */
function whole(file: Buffer): Uint8Array | undefined {
  const bytes = file.subarray(0, -DIGEST_BYTES);
  return sha256([bytes]).equals(file.subarray(-DIGEST_BYTES)) ? bytes : undefined;
}

/** Whether this is an earlier file of the same name, or one that a killed process has left unfinished. */
function isOf(name: string, file: string): boolean {
  return file.endsWith(`-${name}`) || (file.includes(`-${name}.`) && file.endsWith('.new'));
}

function sha256(parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest();
}
