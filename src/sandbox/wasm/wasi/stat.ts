import type { Entry } from './entries.ts';
import { E } from './errno.ts';
import type { Memory } from './memory.ts';

/** The attributes of a file, folder or device, as a program reads them. */

const CHARACTER_DEVICE = 2;
const DIRECTORY = 3;
const REGULAR_FILE = 4;

export function typeOf(node: Entry): number {
  if (node.kind === 'device') return CHARACTER_DEVICE;
  return node.kind === 'folder' ? DIRECTORY : REGULAR_FILE;
}

/** Writes the `filestat` of an entry. */
export function putStat({ bytes, view, put64 }: Memory, at: number, node: Entry): number {
  bytes(at, 64).fill(0);
  put64(at + 8, node.inode);
  view().setUint8(at + 16, typeOf(node));
  put64(at + 24, 1n);
  put64(at + 32, BigInt(node.kind === 'file' ? node.size : 0));
  for (const time of [40, 48, 56]) put64(at + time, node.modifiedNs);
  return E.ok;
}

/** The `dirent` of an entry, with its name. */
export function directoryEntry(next: bigint, name: string, node: Entry): Uint8Array {
  const encoded = new TextEncoder().encode(name);
  const entry = new Uint8Array(24 + encoded.length);
  const to = new DataView(entry.buffer);
  to.setBigUint64(0, next, true);
  to.setBigUint64(8, node.inode, true);
  to.setUint32(16, encoded.length, true);
  to.setUint8(20, typeOf(node));
  entry.set(encoded, 24);
  return entry;
}
