import { nowNs, QuotaError, refuseSealed, type Entry, type Folder, type MemoryFile } from './entries.ts';

/**
 * A file system in memory, the only one that a WebAssembly program sees. What the program writes counts for a quota.
 */

export interface Quota {
  readonly bytes: number;
  readonly nodes: number;
}

export interface Files {
  readonly root: Folder;
  /** The entry at a path relative to `from`; undefined when there is none, or when the path leaves `from`. */
  find(path: string, from?: Folder): Entry | undefined;
  /** The folder in which the last name of a path is, and that name. */
  parent(path: string, from?: Folder): { folder: Folder; name: string } | undefined;
  createFile(folder: Folder, name: string): MemoryFile;
  createFolder(folder: Folder, name: string): Folder;
  /** Makes a file at an absolute path, and the folders on the way. The file uses these very bytes, without a copy. */
  put(path: string, content: Uint8Array): MemoryFile;
  /** Gives the file this size. Throws QuotaError. */
  resize(file: MemoryFile, size: number): void;
  /** Writes at an offset, growing the file. Throws QuotaError. */
  write(file: MemoryFile, at: number, bytes: Uint8Array): void;
  /** Adds an entry under a name. Throws QuotaError. */
  enter(folder: Folder, name: string, node: Entry): void;
  /** Removes a name, and the entry with it when no other name or descriptor refers to that. */
  remove(folder: Folder, name: string): void;
  /** Counts one more name or open descriptor that refers to the entry; `letGo` counts one less. */
  hold(node: Entry): void;
  letGo(node: Entry): void;
}

export function createFiles(quota: Quota): Files {
  let inodes = 0n;
  let usedBytes = 0;
  let usedNodes = 0;
  const root = newFolder();

  const files: Files = {
    root,

    find(path, from = root) {
      const way = walk(path);
      if (!way) return undefined;
      let node: Entry = from;
      for (const name of way) {
        const next: Entry | undefined = node.kind === 'folder' ? node.entries.get(name) : undefined;
        if (!next) return undefined;
        node = next;
      }
      return node;
    },

    parent(path, from = root) {
      const way = walk(path);
      const name = way?.pop();
      if (!way || name === undefined) return undefined;
      const folder = files.find(way.join('/'), from);
      return folder?.kind === 'folder' ? { folder, name } : undefined;
    },

    createFile(folder, name) {
      const file = newFile();
      files.enter(folder, name, file);
      return file;
    },

    createFolder(folder, name) {
      const made = newFolder();
      files.enter(folder, name, made);
      return made;
    },

    put(path, content) {
      const way = walk(path) ?? [];
      const name = way.pop();
      if (name === undefined) throw new Error(`not a path of a file: ${path}`);
      let folder = root;
      for (const step of way) {
        refuseSealed(folder);
        const next = folder.entries.get(step) ?? newFolder();
        if (next.kind !== 'folder') throw new Error(`a file is in the way of ${path}`);
        folder.entries.set(step, next);
        folder = next;
      }
      refuseSealed(folder);
      const file = { ...newFile(), bytes: content, size: content.length, holders: 1 };
      usedBytes += content.length;
      usedNodes++;
      folder.entries.set(name, file);
      return file;
    },

    resize(file, size) {
      refuseSealed(file);
      if (size > file.bytes.length) reserve(file, size);
      if (size > file.size) file.bytes.fill(0, file.size, size);
      file.size = size;
      file.modifiedNs = nowNs();
    },

    write(file, at, bytes) {
      refuseSealed(file);
      const end = at + bytes.length;
      if (end > file.size) files.resize(file, end);
      file.bytes.set(bytes, at);
      file.modifiedNs = nowNs();
    },

    enter(folder, name, node) {
      refuseSealed(folder);
      if (usedNodes >= quota.nodes) throw new QuotaError('too many files');
      usedNodes++;
      files.hold(node);
      folder.entries.set(name, node);
      folder.modifiedNs = nowNs();
    },

    remove(folder, name) {
      refuseSealed(folder);
      const node = folder.entries.get(name);
      if (!node) return;
      folder.entries.delete(name);
      folder.modifiedNs = nowNs();
      usedNodes--;
      files.letGo(node);
    },

    hold(node) {
      if (node.kind === 'file') node.holders++;
    },

    letGo(node) {
      if (node.kind !== 'file' || --node.holders > 0 || node.sealed) return;
      usedBytes -= node.bytes.length;
      node.bytes = new Uint8Array(0);
      node.size = 0;
    },
  };
  return files;

  /** Makes room in the file, twice as much each time while the quota allows that. */
  function reserve(file: MemoryFile, size: number): void {
    const left = quota.bytes - usedBytes + file.bytes.length;
    if (size > left) throw new QuotaError('no space left in memory for files');
    const capacity = Math.min(left, Math.max(size, file.bytes.length * 2, 1024));
    usedBytes += capacity - file.bytes.length;
    const bytes = new Uint8Array(capacity);
    bytes.set(file.bytes.subarray(0, file.size));
    file.bytes = bytes;
  }

  function newFile(): MemoryFile {
    return {
      kind: 'file',
      bytes: new Uint8Array(0),
      size: 0,
      inode: ++inodes,
      modifiedNs: nowNs(),
      sealed: false,
      holders: 0,
    };
  }

  function newFolder(): Folder {
    return { kind: 'folder', entries: new Map(), inode: ++inodes, modifiedNs: nowNs(), sealed: false };
  }
}

/** The names on the path, with `..` resolved; undefined when the path leaves the folder in which it starts. */
function walk(path: string): string[] | undefined {
  const way: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') way.push(name);
    else if (way.pop() === undefined) return undefined;
  }
  return way;
}
