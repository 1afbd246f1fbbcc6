import type { Standard } from './devices.ts';
import { E, Failure } from './errno.ts';
import type { Entry, Folder, MemoryFile } from './entries.ts';
import type { Files } from './files.ts';

/** The open files, folders and devices of a program, by their numbers. */
export type Descriptors = ReturnType<typeof createDescriptors>;

export interface Open {
  readonly node: Entry;
  readonly path: string | undefined;
  at: number;
  readonly append: boolean;
  readonly writable: boolean;
}

export const MAX_DESCRIPTORS = 256;

export function createDescriptors(files: Files, standard: Standard, preopens: Readonly<Record<string, Folder>>) {
  const [stdin, stdout, stderr] = standard;
  const descriptors: (Open | undefined)[] = [
    open(stdin, {}),
    open(stdout, { writable: true }),
    open(stderr, { writable: true }),
  ];
  for (const [path, node] of Object.entries(preopens)) descriptors.push(open(node, { path }));
  const find = (fd: number) => descriptors[fd];
  return { find, opened, file, folder, add, close, renumber, copyIn, copyOut, isReadable };

  function open(node: Entry, more: { path?: string; append?: boolean; writable?: boolean }): Open {
    files.hold(node);
    return { node, path: more.path, at: 0, append: more.append ?? false, writable: more.writable ?? false };
  }

  function opened(fd: number): Open {
    const target = descriptors[fd];
    if (target === undefined) throw new Failure(E.badf);
    return target;
  }

  function file(fd: number): MemoryFile {
    const { node } = opened(fd);
    if (node.kind !== 'file') throw new Failure(node.kind === 'folder' ? E.isdir : E.inval);
    return node;
  }

  function folder(fd: number): Folder {
    const { node } = opened(fd);
    if (node.kind !== 'folder') throw new Failure(E.notdir);
    return node;
  }

  /** Opens the entry under the first free number; undefined when too many are open. */
  function add(node: Entry, more: { append: boolean; writable: boolean }): number | undefined {
    let free = 3;
    while (descriptors[free] !== undefined) free++;
    if (free >= MAX_DESCRIPTORS) return undefined;
    descriptors[free] = open(node, more);
    return free;
  }

  function close(fd: number): void {
    files.letGo(opened(fd).node);
    descriptors[fd] = undefined;
  }

  function renumber(from: number, to: number): void {
    const [moved, replaced] = [opened(from), opened(to)];
    if (from !== to) files.letGo(replaced.node);
    descriptors[from] = undefined;
    descriptors[to] = moved;
  }

  /** A read that has got something already does not wait for more. */
  function copyOut(from: { node: Entry; at: number }, into: Uint8Array, isFirst = true): number {
    if (from.node.kind === 'device') return isFirst || isReadable(from.node) ? from.node.read(into) : 0;
    if (from.node.kind !== 'file') throw new Failure(E.isdir);
    const part = from.node.bytes.subarray(
      Math.min(from.at, from.node.size),
      Math.min(from.at + into.length, from.node.size),
    );
    into.set(part);
    from.at += part.length;
    return part.length;
  }

  function isReadable(node: Entry): boolean {
    return node.kind !== 'device' || (node.waits?.isReady() ?? true);
  }

  function copyIn(to: { node: Entry; at: number; append: boolean }, from: Uint8Array): number {
    if (to.node.kind === 'device') return (to.node.write(from), from.length);
    if (to.node.kind !== 'file') throw new Failure(E.isdir);
    const at = to.append ? to.node.size : to.at;
    files.write(to.node, at, from);
    to.at = at + from.length;
    return from.length;
  }
}
