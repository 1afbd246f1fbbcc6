import type { Descriptors } from './descriptors.ts';
import { E, Failure } from './errno.ts';
import type { Entry, Folder } from './entries.ts';
import type { Files } from './files.ts';
import type { Memory } from './memory.ts';
import { putStat } from './stat.ts';

/** The calls about paths: a path is looked up in the folder of a descriptor. */
export function pathCalls(
  memory: Memory,
  descriptors: Descriptors,
  files: Files,
  stat: ((path: string) => void) | undefined,
) {
  const { text, put32 } = memory;
  const { folder } = descriptors;
  return {
    path_open: pathOpen,
    path_filestat_get: (fd: number, _flags: number, path: number, length: number, at: number) => {
      const name = text(path, length);
      stat?.(name);
      const node = files.find(name, folder(fd));
      return node ? putStat(memory, at, node) : E.noent;
    },
    path_filestat_set_times: () => E.ok,
    path_create_directory: (fd: number, path: number, length: number) => {
      const place = newPlace(text(path, length), folder(fd));
      if (place.folder.entries.has(place.name)) return E.exist;
      files.createFolder(place.folder, place.name);
      return E.ok;
    },
    path_unlink_file: (fd: number, path: number, length: number) => {
      const { folder: from, name, node } = place(text(path, length), folder(fd));
      if (node.kind === 'folder') return E.isdir;
      files.remove(from, name);
      return E.ok;
    },
    path_remove_directory: (fd: number, path: number, length: number) => {
      const { folder: from, name, node } = place(text(path, length), folder(fd));
      if (node.kind !== 'folder') return E.notdir;
      if (node.entries.size > 0) return E.notempty;
      files.remove(from, name);
      return E.ok;
    },
    path_rename: (fd: number, path: number, length: number, toFd: number, toPath: number, toLength: number) => {
      const from = place(text(path, length), folder(fd));
      const to = newPlace(text(toPath, toLength), folder(toFd));
      const replaced = to.folder.entries.get(to.name);
      if (replaced === from.node) return E.ok;
      if (from.node.kind === 'folder' && holds(from.node, to.folder)) return E.inval;
      if (replaced?.kind === 'folder' && (from.node.kind !== 'folder' || replaced.entries.size > 0)) return E.notempty;
      files.hold(from.node);
      if (replaced) files.remove(to.folder, to.name);
      files.remove(from.folder, from.name);
      files.enter(to.folder, to.name, from.node);
      files.letGo(from.node);
      return E.ok;
    },
    path_link: () => E.notsup,
    path_symlink: () => E.notsup,
    path_readlink: () => E.inval,
  };

  function pathOpen(
    fd: number,
    _lookup: number,
    path: number,
    length: number,
    openFlags: number,
    rights: bigint,
    _inheriting: bigint,
    fdFlags: number,
    at: number,
  ): number {
    const [create, directory, exclusive, truncate] = [1, 2, 4, 8].map((flag) => (openFlags & flag) !== 0);
    const name = text(path, length);
    let node = files.find(name, folder(fd));
    if (node && create && exclusive) return E.exist;
    if (!node) {
      if (!create) return E.noent;
      const place = newPlace(name, folder(fd));
      node = files.createFile(place.folder, place.name);
    }
    if (directory && node.kind !== 'folder') return E.notdir;
    const writable = (rights & 0x40n) !== 0n;
    if (node.kind === 'file' && writable && node.sealed) return E.rofs;
    if (node.kind === 'file' && truncate) files.resize(node, 0);
    const opened = descriptors.add(node, { append: (fdFlags & 1) !== 0, writable });
    return opened === undefined ? E.mfile : put32(at, opened);
  }

  function newPlace(path: string, from: Folder): { folder: Folder; name: string } {
    const place = files.parent(path, from);
    if (!place) throw new Failure(E.noent);
    return place;
  }

  function place(path: string, from: Folder): { folder: Folder; name: string; node: Entry } {
    const found = newPlace(path, from);
    const node = found.folder.entries.get(found.name);
    if (!node) throw new Failure(E.noent);
    return { ...found, node };
  }
}

/** Whether a folder is, or holds, another. */
function holds(folder: Folder, other: Folder): boolean {
  if (folder === other) return true;
  return [...folder.entries.values()].some((node) => node.kind === 'folder' && holds(node, other));
}
