/** What a file system in memory consists of: files, folders and devices. */

export interface MemoryFile {
  readonly kind: 'file';
  bytes: Uint8Array;
  /** How much of `bytes` is content. */
  size: number;
  readonly inode: bigint;
  modifiedNs: bigint;
  /** Cannot be written to. */
  sealed: boolean;
  /** Names and open descriptors that hold it. What nothing holds no longer counts. */
  holders: number;
}

export interface Folder {
  readonly kind: 'folder';
  readonly entries: Map<string, Entry>;
  readonly inode: bigint;
  modifiedNs: bigint;
  /** Nothing can be entered or removed. */
  sealed: boolean;
}

/** Is no content of its own: /dev/null, or what a program writes for others to see. */
export interface Device {
  readonly kind: 'device';
  readonly inode: bigint;
  readonly modifiedNs: bigint;
  sealed: boolean;
  /** Has no place that could be sought. */
  readonly isStream: boolean;
  /** Fills the buffer and says how many bytes; 0 is the end. */
  read(into: Uint8Array): number;
  /** Whether a read would be answered at once, and how to wait for that, for `ms` at the most. Without it, always. */
  readonly waits?: { isReady(): boolean; wait(ms: number): void };
  /** Takes all of it, or throws a QuotaError. */
  write(bytes: Uint8Array): void;
}

export type Entry = MemoryFile | Folder | Device;

/** The quota is used up. */
export class QuotaError extends Error {}
/** The node belongs to a tree that several programs see. */
export class SealedError extends Error {}

/** Makes a tree read-only, so that it can be shared. */
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
