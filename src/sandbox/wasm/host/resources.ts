import { readFile } from 'node:fs/promises';
import type { WasmToolchain } from '../../../language-file.ts';

const INCLUDE = 'include';

/**
 * The files of the archive that comes with a compiler, by their paths below `/usr`, with our own headers and edits.
 * Threads share their memory.
 */
export async function readResources(
  archive: Uint8Array,
  { resources, headers, edits }: WasmToolchain,
): Promise<Map<string, Uint8Array>> {
  const files = filesIn(shared(archive));
  if (files.size === 0) throw new Error(`${resources} is empty`);
  for (const [name, file] of Object.entries(headers)) files.set(`${INCLUDE}/${name}`, shared(await readFile(file)));
  for (const edit of edits) {
    const header = files.get(`${INCLUDE}/${edit.file}`);
    if (header) files.set(`${INCLUDE}/${edit.file}`, shared(edited(header, edit)));
  }
  return files;
}

/** The same bytes in memory that threads share. */
export function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

const BLOCK = 512;
const [NAME, NAME_END, SIZE, SIZE_END, TYPE] = [0, 100, 124, 136, 156] as const;
const REGULAR = '0';

/**
 * The regular files of a tar archive in which no name is longer than 100 bytes. A library that reads streams takes half
 * a second for two thousand files.
 */
function filesIn(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0, end = 0; at + BLOCK <= archive.length; at = end) {
    const header = Buffer.from(archive.slice(at, at + BLOCK)).toString('latin1');
    const size = Number.parseInt(header.slice(SIZE, SIZE_END), 8) || 0;
    const name = header.slice(NAME, NAME_END).replace(/\0.*$/s, '');
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (header[TYPE] === REGULAR && name) files.set(name, content);
    end = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function edited(header: Uint8Array, { above, insert }: WasmToolchain['edits'][number]): Uint8Array {
  const lines = Buffer.from(header).toString('utf8').split('\n');
  const at = lines.findIndex((line) => line.endsWith(above));
  return Buffer.from((at === -1 ? lines : lines.toSpliced(at, 0, insert)).join('\n'));
}
