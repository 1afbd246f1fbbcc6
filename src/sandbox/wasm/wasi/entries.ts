/** What a file system in memory consists of: files, folders and devices. */

export interface MemoryFile {
  readonly kind: 'file';
  bytes: Uint8Array;
  /** How much of `bytes` is content. */
  size: number;
  readonly inode: bigint;
  modifiedNs: bigint;
  /** A sealed file cannot be written to. */
  sealed: boolean;
  /** How many names and open descriptors refer to the file. A file without any no longer counts for the quota. */
  holders: number;
}

export interface Folder {
  readonly kind: 'folder';
  readonly entries: Map<string, Entry>;
  readonly inode: bigint;
  modifiedNs: bigint;
  /** In a sealed folder nothing can be added or removed. */
  sealed: boolean;
}

/** Has no content of its own: /dev/null, or a stream that the engine reads. */
export interface Device {
  readonly kind: 'device';
  readonly inode: bigint;
  readonly modifiedNs: bigint;
  sealed: boolean;
  /** Has no position, so a seek fails. */
  readonly isStream: boolean;
  /** Fills the buffer and returns the number of bytes; 0 is the end. */
  read(into: Uint8Array): number;
  /**
   * Whether a read would return at once, and how to wait for that, for `ms` at most. Without this, a read always does.
   */
  readonly waits?: { isReady(): boolean; wait(ms: number): void };
  /** Takes all of the bytes, or throws a QuotaError. */
  write(bytes: Uint8Array): void;
}

export type Entry = MemoryFile | Folder | Device;

/** The quota is used up. */
export class QuotaError extends Error {}
/** The entry belongs to a tree that several programs see. */
export class SealedError extends Error {}

/** Makes an entry, and all that it holds, read-only, so that several programs can share it. */
export function seal(node: Entry): void {
  node.sealed = true;
  if (node.kind === 'folder') for (const entry of node.entries.values()) seal(entry);
}

export function refuseSealed(node: Entry): void {
  if (node.sealed) throw new SealedError('read-only');
}

/** The time for `modifiedNs`. */
export function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
