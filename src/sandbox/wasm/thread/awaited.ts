import { inputOf } from '../wasi/devices.ts';
import type { Files } from '../wasi/files.ts';

/** Files by their absolute paths. */
export type FilesByPath = Readonly<Record<string, Uint8Array>>;

/**
 * Makes a folder of the root whose files come later: whoever looks into it waits for them, so nothing in it is ever seen
 * to be missing because it was looked for too early. Only the first look at `input` is answered at once: whether there
 * is such a file, which is asked long before it is read.
 */
export function awaitFiles(
  files: Files,
  { folder, input }: { readonly folder: string; readonly input: string },
  receive: () => FilesByPath,
): void {
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
    if (!isHere && !isAsked && name === input) {
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
