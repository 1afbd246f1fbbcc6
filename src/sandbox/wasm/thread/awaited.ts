import { inputOf } from '../wasi/devices.ts';
import type { Files } from '../wasi/files.ts';

/** Files by their absolute paths. */
export type FilesByPath = Readonly<Record<string, Uint8Array>>;

/** Files that come after the start of a tool. */
export interface Later {
  /** A folder of the root, in which all of these files are. */
  readonly folder: string;
  /** The first lookup of this name is answered at once: it only asks whether the file exists. */
  readonly asked?: string;
}

/**
 * Makes a folder of the root whose files come later. Any lookup in the folder blocks until its files are there, so no
 * file ever seems to be missing because it was looked up too early.
 */
export function awaitFiles(files: Files, { folder, asked }: Later, receive: () => FilesByPath): void {
  const { entries, ...node } = files.createFolder(files.root, folder);
  let isHere = false;
  let isAsked = false;
  const awaited = new Proxy(entries, {
    get(map, method) {
      if (method === 'get') return look;
      arrive();
      const value: unknown = Reflect.get(map, method, map);
      return typeof value === 'function' ? (value.bind(map) as unknown) : value;
    },
  });
  files.root.entries.set(folder, { ...node, entries: awaited });

  function look(name: string) {
    if (!isHere && !isAsked && name === asked) {
      isAsked = true;
      return inputOf(new Uint8Array(0));
    }
    arrive();
    return entries.get(name);
  }

  function arrive(): void {
    if (isHere) return;
    isHere = true;
    for (const [path, bytes] of Object.entries(receive())) files.put(path, bytes);
  }
}
