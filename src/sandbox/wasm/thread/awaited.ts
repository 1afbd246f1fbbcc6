import { inputOf } from '../wasi/devices.ts';
import type { Files } from '../wasi/files.ts';

/** Files by their absolute paths. */
export type FilesByPath = Readonly<Record<string, Uint8Array>>;

/** Files that come later. */
export interface Later {
  /** Of the root: all of them are in it. */
  readonly folder: string;
  /** The first look at this one, which asks no more than whether it is there, is answered at once. */
  readonly asked?: string;
}

/**
 * Makes a folder of the root whose files come later: whoever looks into it waits for them, so nothing in it is ever seen
 * to be missing because it was looked for too early.
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
