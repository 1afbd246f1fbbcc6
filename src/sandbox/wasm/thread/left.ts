import { MOST } from '../../../domain/limits.ts';
import type { HostFile } from '../messages.ts';
import type { Folder, MemoryFile } from '../wasi/entries.ts';
import type { Files } from '../wasi/files.ts';

/** Files that a program has left in its folder: those that are kept, sorted by name, and how many are not. */
export interface Left {
  readonly files: readonly HostFile[];
  readonly leftOut: number;
}

/** Remembers what the work folder holds now. The returned function lists the files that are new or changed since then. */
export function watchWork(files: Files): () => Left {
  const before = new Map(filesIn(work(files)).map(([name, { inode, modifiedNs }]) => [name, `${inode} ${modifiedNs}`]));
  return () => {
    const now = filesIn(work(files)).sort(([one], [other]) => (one < other ? -1 : 1));
    const changed = now.filter(([name, { inode, modifiedNs }]) => before.get(name) !== `${inode} ${modifiedNs}`);
    let together = 0;
    const kept = changed
      .filter(([, { size }]) => size <= MOST.artifactBytes)
      .filter(([, { size }]) => (together += size) <= MOST.artifactsBytes)
      .slice(0, MOST.artifacts);
    return {
      files: kept.map(([name, { bytes, size }]) => ({ name, bytes: bytes.slice(0, size) })),
      leftOut: changed.length - kept.length,
    };
  };
}

function work(files: Files): Folder {
  const folder = files.find('/work');
  if (folder?.kind !== 'folder') throw new Error('there is no work folder');
  return folder;
}

/** The quota of nodes bounds the depth and the number. */
function filesIn(folder: Folder, path = ''): [name: string, file: MemoryFile][] {
  return [...folder.entries].flatMap(([name, node]): [string, MemoryFile][] => {
    if (name.startsWith('.')) return [];
    if (node.kind === 'folder') return filesIn(node, `${path}${name}/`);
    return node.kind === 'file' ? [[path + name, node]] : [];
  });
}
