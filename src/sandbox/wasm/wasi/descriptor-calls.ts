import type { Descriptors } from './descriptors.ts';
import { E } from './errno.ts';
import type { Files } from './files.ts';
import type { Memory } from './memory.ts';
import { directoryEntry, putStat, typeOf } from './stat.ts';

const ALL_RIGHTS = 0x1fff_ffffn;

/** The calls about open descriptors. */
export function descriptorCalls(
  memory: Memory,
  descriptors: Descriptors,
  files: Files,
  replaced: (fd: number) => void = () => {},
) {
  const { view, bytes, put32, put64, encode, gather } = memory;
  const { opened, file, folder, copyIn, copyOut } = descriptors;
  return {
    fd_advise: () => E.ok,
    fd_datasync: () => E.ok,
    fd_sync: () => E.ok,
    fd_fdstat_set_flags: () => E.ok,
    fd_fdstat_set_rights: () => E.ok,
    fd_close: (fd: number) => {
      replaced(fd);
      descriptors.close(fd);
      return E.ok;
    },
    fd_renumber: (from: number, to: number) => {
      for (const fd of [from, to]) replaced(fd);
      descriptors.renumber(from, to);
      return E.ok;
    },
    fd_prestat_get: (fd: number, at: number) => {
      const { path } = opened(fd);
      if (path === undefined) return E.badf;
      put32(at, 0);
      return put32(at + 4, encode(path).length);
    },
    fd_prestat_dir_name: (fd: number, at: number, length: number) => {
      const { path } = opened(fd);
      if (path === undefined) return E.badf;
      bytes(at, length).set(encode(path).subarray(0, length >>> 0));
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
    fd_filestat_get: (fd: number, at: number) => putStat(memory, at, opened(fd).node),
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
        gather(list, count, (into, done) => copyOut(from, into, done === 0)),
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
  };
}
