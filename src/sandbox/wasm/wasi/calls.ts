import { randomFillSync } from 'node:crypto';
import type { Standard } from './devices.ts';
import { QuotaError, SealedError, type Files, type Folder, type Entry } from './files.ts';

/**
 * WASI preview 1 over files in memory: everything a WebAssembly program can reach of this process. No host file, no
 * environment, no network; sockets and processes answer that they are not supported.
 * https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md
 */

export interface WasiOptions {
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly files: Files;
  /** The folders the program sees, by the path it sees them under. */
  readonly preopens: Readonly<Record<string, Folder>>;
  /** What its first descriptors are. */
  readonly standard: Standard;
  sleep(ms: number): void;
  exit(code: number): never;
  /** The program asks what is at a path, as it names it. */
  stat?(path: string): void;
}

export interface Wasi {
  readonly imports: WebAssembly.ModuleImports;
  /** The program's memory, once it is instantiated. */
  memory: WebAssembly.Memory;
}

const E = {
  ok: 0, badf: 8, exist: 20, inval: 28, isdir: 31, mfile: 33, nametoolong: 37, noent: 44, nospc: 51, nosys: 52, notdir: 54,
  notempty: 55, notsup: 58, rofs: 69, spipe: 70,
} as const; // prettier-ignore
const CHARACTER_DEVICE = 2;
const DIRECTORY = 3;
const REGULAR_FILE = 4;
const ALL_RIGHTS = 0x1fff_ffffn;
const MAX_DESCRIPTORS = 256;
const MAX_NAME = 255;
/** What a path may be long: a longer text would be as large on the thread's own heap. */
const MAX_PATH = 4096;
/** So that one call cannot keep the thread in here for long. */
const MAX_RANDOM = 1 << 16;

interface Open {
  readonly node: Entry;
  readonly path: string | undefined;
  at: number;
  readonly append: boolean;
  readonly writable: boolean;
}

export function createWasi(options: WasiOptions): Wasi {
  const { files } = options;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const args = options.args.map(terminated);
  const env = options.env.map(terminated);
  const [stdin, stdout, stderr] = options.standard;
  const descriptors: (Open | undefined)[] = [
    open(stdin, {}),
    open(stdout, { writable: true }),
    open(stderr, { writable: true }),
  ];
  for (const [path, node] of Object.entries(options.preopens)) descriptors.push(open(node, { path }));
  const wasi: Wasi = { memory: new WebAssembly.Memory({ initial: 0 }), imports: guarded() };
  return wasi;

  function calls(): Record<string, (...args: never[]) => number> {
    return {
      args_get: (list: number, text: number) => putStrings(args, list, text),
      args_sizes_get: (count: number, size: number) => putSizes(args, count, size),
      environ_get: (list: number, text: number) => putStrings(env, list, text),
      environ_sizes_get: (count: number, size: number) => putSizes(env, count, size),
      clock_res_get: (_clock: number, at: number) => put64(at, 1000n),
      clock_time_get: (clock: number, _precision: bigint, at: number) => put64(at, time(clock)),
      proc_exit: (code: number) => options.exit(code),
      proc_raise: () => E.nosys,
      sched_yield: () => E.ok,
      random_get: (at: number, length: number) => {
        for (let done = 0; done < length; done += MAX_RANDOM) {
          randomFillSync(bytes(at + done, Math.min(MAX_RANDOM, length - done)));
        }
        return E.ok;
      },
      poll_oneoff: poll,
      sock_accept: () => E.notsup,
      sock_recv: () => E.notsup,
      sock_send: () => E.notsup,
      sock_shutdown: () => E.notsup,

      fd_advise: () => E.ok,
      fd_datasync: () => E.ok,
      fd_sync: () => E.ok,
      fd_fdstat_set_flags: () => E.ok,
      fd_fdstat_set_rights: () => E.ok,
      fd_close: (fd: number) => {
        files.letGo(opened(fd).node);
        descriptors[fd] = undefined;
        return E.ok;
      },
      fd_renumber: (from: number, to: number) => {
        const [moved, replaced] = [descriptors[from], descriptors[to]];
        if (moved === undefined || replaced === undefined) return E.badf;
        if (from !== to) files.letGo(replaced.node);
        descriptors[from] = undefined;
        descriptors[to] = moved;
        return E.ok;
      },
      fd_prestat_get: (fd: number, at: number) => {
        const { path } = opened(fd);
        if (path === undefined) return E.badf;
        put32(at, 0);
        return put32(at + 4, encoder.encode(path).length);
      },
      fd_prestat_dir_name: (fd: number, at: number, length: number) => {
        const { path } = opened(fd);
        if (path === undefined) return E.badf;
        encoder.encodeInto(path, bytes(at, length));
        return E.ok;
      },
      fd_fdstat_get: (fd: number, at: number) => {
        const { node, append } = opened(fd);
        bytes(at, 24).fill(0);
        view().setUint8(at, typeOf(node));
        view().setUint16(at + 2, append ? 1 : 0, true);
        put64(at + 8, ALL_RIGHTS);
        return put64(at + 16, ALL_RIGHTS);
      },
      fd_filestat_get: (fd: number, at: number) => putStat(at, opened(fd).node),
      fd_filestat_set_size: (fd: number, size: bigint) => {
        if (size < 0n) return E.inval;
        files.resize(file(fd), Number(size));
        return E.ok;
      },
      fd_allocate: (fd: number, at: bigint, length: bigint) => {
        const target = file(fd);
        if (Number(at + length) > target.size) files.resize(target, Number(at + length));
        return E.ok;
      },
      fd_filestat_set_times: () => E.ok,
      fd_read: (fd: number, list: number, count: number, at: number) => {
        const from = opened(fd);
        return put32(
          at,
          gather(list, count, (into) => copyOut(from, into)),
        );
      },
      fd_pread: (fd: number, list: number, count: number, offset: bigint, at: number) => {
        const from = { node: file(fd), at: Number(offset) };
        return put32(
          at,
          gather(list, count, (into) => copyOut(from, into)),
        );
      },
      fd_write: (fd: number, list: number, count: number, at: number) => {
        const to = opened(fd);
        if (!to.writable) return E.badf;
        return put32(
          at,
          gather(list, count, (from) => copyIn(to, from)),
        );
      },
      fd_pwrite: (fd: number, list: number, count: number, offset: bigint, at: number) => {
        if (!opened(fd).writable) return E.badf;
        const to = { node: file(fd), at: Number(offset), append: false };
        return put32(
          at,
          gather(list, count, (from) => copyIn(to, from)),
        );
      },
      fd_seek: (fd: number, offset: bigint, whence: number, at: number) => {
        const target = opened(fd);
        if (target.node.kind === 'device') return target.node.isStream ? E.spipe : put64(at, 0n);
        const base = whence === 0 ? 0 : whence === 1 ? target.at : file(fd).size;
        const to = base + Number(offset);
        if (to < 0 || !Number.isSafeInteger(to)) return E.inval;
        target.at = to;
        return put64(at, BigInt(to));
      },
      fd_tell: (fd: number, at: number) => {
        const { node, at: place } = opened(fd);
        return node.kind === 'device' && node.isStream ? E.spipe : put64(at, BigInt(place));
      },
      fd_readdir: (fd: number, at: number, length: number, cookie: bigint, used: number) => {
        const entries = [...folder(fd).entries].slice(Number(cookie));
        let end = 0;
        for (const [index, [name, node]] of entries.entries()) {
          const entry = directoryEntry(BigInt(Number(cookie) + index + 1), name, node);
          const kept = entry.subarray(0, length - end);
          bytes(at + end, kept.length).set(kept);
          end += kept.length;
          if (kept.length < entry.length) break;
        }
        return put32(used, end);
      },

      path_open: pathOpen,
      path_filestat_get: (fd: number, _flags: number, path: number, length: number, at: number) => {
        const name = text(path, length);
        options.stat?.(name);
        const node = files.find(name, folder(fd));
        return node ? putStat(at, node) : E.noent;
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
        if (replaced?.kind === 'folder' && (from.node.kind !== 'folder' || replaced.entries.size > 0))
          return E.notempty;
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
  }

  /** A failure of a call is its error number; an exit and a fault of ours go through. */
  function guarded(): WebAssembly.ModuleImports {
    const entries = Object.entries(calls()).map(([name, call]) => {
      const guard = (...given: never[]) => {
        try {
          return call(...given);
        } catch (error) {
          if (error instanceof Failure) return error.errno;
          if (error instanceof QuotaError) return E.nospc;
          if (error instanceof SealedError) return E.rofs;
          if (error instanceof RangeError) return E.inval; // an address outside the program's memory
          throw error;
        }
      };
      return [name, guard] as const;
    });
    return Object.fromEntries(entries);
  }

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
    let free = 3;
    while (descriptors[free] !== undefined) free++;
    if (free >= MAX_DESCRIPTORS) return E.mfile;
    descriptors[free] = open(node, { append: (fdFlags & 1) !== 0, writable });
    return put32(at, free);
  }

  /** Only clocks are waited for: files are always ready, and stdin is read when it is asked for. */
  function poll(subscriptions: number, events: number, count: number, at: number): number {
    if (count === 0 || count > MAX_DESCRIPTORS) return E.inval;
    let shortest = Infinity;
    let ready = 0;
    for (let n = 0; n < count; n++) {
      const from = subscriptions + n * 48;
      const type = view().getUint8(from + 8);
      if (type !== 0) ready++;
      else shortest = Math.min(shortest, wait(from));
    }
    if (ready === 0) options.sleep(shortest);
    let told = 0;
    for (let n = 0; n < count; n++) {
      const from = subscriptions + n * 48;
      const type = view().getUint8(from + 8);
      if (type === 0 && (ready > 0 || wait(from) > shortest)) continue;
      const to = events + told++ * 32;
      bytes(to, 32).fill(0);
      put64(to, view().getBigUint64(from, true));
      view().setUint8(to + 10, type);
    }
    return put32(at, told);
  }

  /** How long a subscription to a clock still waits, in milliseconds. */
  function wait(subscription: number): number {
    const clock = view().getUint32(subscription + 16, true);
    const timeout = view().getBigUint64(subscription + 24, true);
    const absolute = (view().getUint16(subscription + 40, true) & 1) !== 0;
    return Math.max(0, Number(absolute ? timeout - time(clock) : timeout) / 1e6);
  }

  // ---- memory; an address outside it is a RangeError

  function view(): DataView {
    return new DataView(wasi.memory.buffer);
  }

  function bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(wasi.memory.buffer, at >>> 0, length >>> 0);
  }

  function put32(at: number, value: number): number {
    view().setUint32(at >>> 0, value, true);
    return E.ok;
  }

  function put64(at: number, value: bigint): number {
    view().setBigUint64(at >>> 0, value, true);
    return E.ok;
  }

  function text(at: number, length: number): string {
    if (length >>> 0 > MAX_PATH) throw new Failure(E.nametoolong);
    const value = decoder.decode(bytes(at, length));
    if (value.split('/').some((name) => name.length > MAX_NAME)) throw new Failure(E.nametoolong);
    return value;
  }

  function putStrings(strings: readonly Uint8Array[], list: number, at: number): number {
    let end = at;
    for (const [index, string] of strings.entries()) {
      put32(list + index * 4, end);
      bytes(end, string.length).set(string);
      end += string.length;
    }
    return E.ok;
  }

  function putSizes(strings: readonly Uint8Array[], count: number, size: number): number {
    put32(count, strings.length);
    return put32(
      size,
      strings.reduce((sum, { length }) => sum + length, 0),
    );
  }

  function terminated(value: string): Uint8Array {
    return encoder.encode(`${value}\0`);
  }

  /** Does something with each buffer of a list until one is not filled; the bytes done. */
  function gather(list: number, count: number, each: (buffer: Uint8Array) => number): number {
    let done = 0;
    for (let n = 0; n < count; n++) {
      const buffer = bytes(view().getUint32(list + n * 8, true), view().getUint32(list + n * 8 + 4, true));
      if (buffer.length === 0) continue;
      const length = each(buffer);
      done += length;
      if (length < buffer.length) break;
    }
    return done;
  }

  function putStat(at: number, node: Entry): number {
    bytes(at, 64).fill(0);
    put64(at + 8, node.inode);
    view().setUint8(at + 16, typeOf(node));
    put64(at + 24, 1n);
    put64(at + 32, BigInt(node.kind === 'file' ? node.size : 0));
    for (const time of [40, 48, 56]) put64(at + time, node.modifiedNs);
    return E.ok;
  }

  function directoryEntry(next: bigint, name: string, node: Entry): Uint8Array {
    const encoded = encoder.encode(name);
    const entry = new Uint8Array(24 + encoded.length);
    const to = new DataView(entry.buffer);
    to.setBigUint64(0, next, true);
    to.setBigUint64(8, node.inode, true);
    to.setUint32(16, encoded.length, true);
    to.setUint8(20, typeOf(node));
    entry.set(encoded, 24);
    return entry;
  }

  // ---- descriptors and places

  function open(node: Entry, more: { path?: string; append?: boolean; writable?: boolean }): Open {
    files.hold(node);
    return { node, path: more.path, at: 0, append: more.append ?? false, writable: more.writable ?? false };
  }

  function opened(fd: number): Open {
    const target = descriptors[fd];
    if (target === undefined) throw new Failure(E.badf);
    return target;
  }

  function file(fd: number): Entry & { kind: 'file' } {
    const { node } = opened(fd);
    if (node.kind !== 'file') throw new Failure(node.kind === 'folder' ? E.isdir : E.inval);
    return node;
  }

  function folder(fd: number): Folder {
    const { node } = opened(fd);
    if (node.kind !== 'folder') throw new Failure(E.notdir);
    return node;
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

  function copyOut(from: { node: Entry; at: number }, into: Uint8Array): number {
    if (from.node.kind === 'device') return from.node.read(into);
    if (from.node.kind !== 'file') throw new Failure(E.isdir);
    const part = from.node.bytes.subarray(
      Math.min(from.at, from.node.size),
      Math.min(from.at + into.length, from.node.size),
    );
    into.set(part);
    from.at += part.length;
    return part.length;
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

class Failure extends Error {
  readonly errno: number;
  constructor(errno: number) {
    super();
    this.errno = errno;
  }
}

function typeOf(node: Entry): number {
  if (node.kind === 'device') return CHARACTER_DEVICE;
  return node.kind === 'folder' ? DIRECTORY : REGULAR_FILE;
}

/** Whether a folder is, or holds, another. */
function holds(folder: Folder, other: Folder): boolean {
  if (folder === other) return true;
  return [...folder.entries.values()].some((node) => node.kind === 'folder' && holds(node, other));
}

function time(clock: number): bigint {
  if (clock === 0) return BigInt(Date.now()) * 1_000_000n;
  return BigInt(Math.round(performance.now() * 1e6));
}
