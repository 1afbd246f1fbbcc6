import { randomFillSync } from 'node:crypto';
import { QuotaError, seal, type Device, type MemoryFile, type Folder, type Entry } from './entries.ts';
import type { Files } from './files.ts';

/**
 * The descriptors 0, 1 and 2: a file with the input, or a device for input that is sent while the program runs; and two
 * streams.
 */
export type Standard = readonly [stdin: MemoryFile | Device, stdout: Device, stderr: Device];

/** A regular file of these bytes, which can be read but not changed. */
export function inputOf(bytes: Uint8Array): MemoryFile {
  return { kind: 'file', bytes, size: bytes.length, inode: 0n, modifiedNs: 0n, sealed: true, holders: 1 };
}

/** A device that is only written to; each write calls a function. */
export function streamTo(write: (bytes: Uint8Array) => void): Device {
  return { ...device, isStream: true, write };
}

/** A device from which input is read while it is being sent. */
export function streamOf(read: (into: Uint8Array) => number, waits: NonNullable<Device['waits']>): Device {
  return { ...device, isStream: true, read, waits };
}

/** The names that every system has for its standard streams and devices: /dev/stdin, /dev/null, /proc/self/fd/1, ... */
export function addDevices({ root }: Files, standard: Standard): { dev: Folder; proc: Folder } {
  const [stdin, stdout, stderr] = standard;
  const fd = folderOf({ 0: stdin, 1: stdout, 2: stderr });
  const random = { ...device, read: fillRandomly };
  const dev = folderOf({
    fd,
    stdin,
    stdout,
    stderr,
    null: device,
    zero: { ...device, read: fillWithZeros },
    full: { ...device, read: fillWithZeros, write: refuse },
    random,
    urandom: random,
  });
  const proc = folderOf({ self: folderOf({ fd }) });
  for (const folder of [dev, proc]) seal(folder);
  root.entries.set('dev', dev).set('proc', proc);
  return { dev, proc };
}

/** Reads give nothing, and writes are thrown away: /dev/null. */
const device: Device = {
  kind: 'device',
  inode: 0n,
  modifiedNs: 0n,
  sealed: true,
  isStream: false,
  read: () => 0,
  write: () => {},
};
/** The most that one call returns, so that no call takes long. */
const MAX_RANDOM = 1 << 16;

function fillRandomly(into: Uint8Array): number {
  return randomFillSync(into.subarray(0, MAX_RANDOM)).length;
}

function fillWithZeros(into: Uint8Array): number {
  return into.fill(0).length;
}

function refuse(): never {
  throw new QuotaError('/dev/full is full');
}

function folderOf(entries: Record<string, Entry>): Folder {
  return { kind: 'folder', entries: new Map(Object.entries(entries)), inode: 0n, modifiedNs: 0n, sealed: true };
}
