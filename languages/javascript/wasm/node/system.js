// The system's calls: files by descriptors, waiting, and the end. Errors are those of Node.
const CODES = {
  2: ['EACCES', 13, 'permission denied'],
  8: ['EBADF', 9, 'bad file descriptor'],
  20: ['EEXIST', 17, 'file already exists'],
  28: ['EINVAL', 22, 'invalid argument'],
  31: ['EISDIR', 21, 'illegal operation on a directory'],
  33: ['EMFILE', 24, 'too many open files'],
  37: ['ENAMETOOLONG', 36, 'name too long'],
  44: ['ENOENT', 2, 'no such file or directory'],
  51: ['ENOSPC', 28, 'no space left on device'],
  54: ['ENOTDIR', 20, 'not a directory'],
  55: ['ENOTEMPTY', 39, 'directory not empty'],
  58: ['ENOTSUP', 95, 'operation not supported'],
  69: ['EROFS', 30, 'read-only file system'],
  70: ['ESPIPE', 29, 'invalid seek'],
  76: ['EPERM', 1, 'operation not permitted'],
};
const OPENED = { create: 1, directory: 2, exclusive: 4, truncate: 8 };
const [READ, WRITE] = [2n, 0x40n];

const scratch = new ArrayBuffer(192);
const view = new DataView(scratch);
const at = host.address(scratch);
const folders = preopened();

module.exports = {
  open,
  close,
  read,
  write,
  stat,
  list,
  makeFolder,
  removeFile,
  removeFolder,
  rename,
  resize,
  sleep,
  isReadable,
  exit,
  now,
  fill,
  encode,
  decode,
  abort: host.abort,
};

function checked(errno, syscall, path, to) {
  if (errno === 0) return;
  const [code, number, text] = CODES[errno] ?? ['EIO', 5, 'i/o error'];
  const where = path === undefined ? '' : ` '${path}'${to === undefined ? '' : ` -> '${to}'`}`;
  const error = new Error(`${code}: ${text}, ${syscall}${where}`);
  Object.assign(
    error,
    { errno: -number, code, syscall },
    path !== undefined && { path },
    to !== undefined && { dest: to },
  );
  throw error;
}

/** The folders that are there, by their paths, and their descriptors. */
function preopened() {
  const found = [];
  for (let fd = 3; host.fd_prestat_get(fd, at) === 0; fd++) {
    const name = new Uint8Array(view.getUint32(4, true));
    host.fd_prestat_dir_name(fd, addressOf(name), name.length);
    found.push([decode(name), fd]);
  }
  return found;
}

/** Calls with the folder that a path is in, and the rest of it as it lies in memory. */
function inFolder(path, call) {
  const [folder, fd] = folders.find(([name]) => path === name || path.startsWith(`${name}/`)) ?? [];
  if (fd === undefined) return 44;
  const name = encode(path.slice(folder.length + 1) || '.');
  return call(fd, addressOf(name), name.length);
}

function open(path, { writes = false, reads = true, append = false, ...how }, syscall = 'open') {
  let flags = 0;
  for (const [name, flag] of Object.entries(OPENED)) if (how[name]) flags |= flag;
  const rights = (reads ? READ : 0n) | (writes ? WRITE : 0n);
  checked(
    inFolder(path, (fd, name, length) => host.path_open(fd, 1, name, length, flags, rights, 0n, append ? 1 : 0, at)),
    syscall,
    path,
  );
  return view.getUint32(0, true);
}

function close(fd) {
  checked(host.fd_close(fd), 'close');
}

/** How many bytes were read; 0 is the end. `place` is null where the descriptor's own is meant. */
function read(fd, bytes, place = null) {
  view.setUint32(0, addressOf(bytes), true);
  view.setUint32(4, bytes.length, true);
  const errno = place === null ? host.fd_read(fd, at, 1, at + 8) : host.fd_pread(fd, at, 1, BigInt(place), at + 8);
  checked(errno, 'read');
  return view.getUint32(8, true);
}

function write(fd, bytes, place = null) {
  view.setUint32(0, addressOf(bytes), true);
  view.setUint32(4, bytes.length, true);
  const errno = place === null ? host.fd_write(fd, at, 1, at + 8) : host.fd_pwrite(fd, at, 1, BigInt(place), at + 8);
  checked(errno, 'write');
  return view.getUint32(8, true);
}

/** Of a path or a descriptor; undefined where there is nothing. */
function stat(of) {
  const errno =
    typeof of === 'number'
      ? host.fd_filestat_get(of, at)
      : inFolder(of, (fd, name, length) => host.path_filestat_get(fd, 1, name, length, at));
  if (errno === 44 || errno === 54) return undefined;
  checked(errno, 'stat', typeof of === 'number' ? undefined : of);
  const type = view.getUint8(16);
  return {
    inode: Number(view.getBigUint64(8, true)),
    isFolder: type === 3,
    isFile: type === 4,
    size: Number(view.getBigUint64(32, true)),
    modifiedMs: Number(view.getBigUint64(48, true)) / 1e6,
  };
}

/** The names in a folder. */
function list(path) {
  const fd = open(path, { directory: true }, 'scandir');
  const names = [];
  const buffer = new Uint8Array(4096);
  const entries = new DataView(buffer.buffer);
  let cookie = 0n;
  for (;;) {
    checked(host.fd_readdir(fd, addressOf(buffer), buffer.length, cookie, at), 'scandir', path);
    const used = view.getUint32(0, true);
    let place = 0;
    while (place + 24 <= used) {
      const length = entries.getUint32(place + 16, true);
      if (place + 24 + length > used) break;
      cookie = entries.getBigUint64(place, true);
      names.push(decode(buffer.subarray(place + 24, place + 24 + length)));
      place += 24 + length;
    }
    if (used < buffer.length) break;
  }
  close(fd);
  return names.sort();
}

function makeFolder(path) {
  checked(
    inFolder(path, (...name) => host.path_create_directory(...name)),
    'mkdir',
    path,
  );
}

function removeFile(path) {
  checked(
    inFolder(path, (...name) => host.path_unlink_file(...name)),
    'unlink',
    path,
  );
}

function removeFolder(path) {
  checked(
    inFolder(path, (...name) => host.path_remove_directory(...name)),
    'rmdir',
    path,
  );
}

function rename(from, to) {
  const errno = inFolder(from, (...name) => inFolder(to, (...other) => host.path_rename(...name, ...other)));
  checked(errno, 'rename', from, to);
}

function resize(fd, size) {
  checked(host.fd_filestat_set_size(fd, BigInt(size)), 'ftruncate');
}

/** Whether a read of the descriptor would be answered at once; waits for that for `ms` at the most. */
function isReadable(fd, ms) {
  const [clock, events, count] = [48, 96, 160];
  new Uint8Array(scratch).fill(0);
  view.setUint8(8, 1);
  view.setUint32(16, fd, true);
  view.setUint32(clock + 16, 1, true);
  if (ms !== Infinity) view.setBigUint64(clock + 24, BigInt(Math.round(ms * 1e6)), true);
  checked(host.poll_oneoff(at, at + events, ms === Infinity ? 1 : 2, at + count), 'poll');
  const told = Array.from({ length: view.getUint32(count, true) }, (_, n) => view.getUint8(events + n * 32 + 10));
  return told.includes(1);
}

function sleep(ms) {
  if (ms > 0) stat(`/site/.sleep/${Math.round(ms * 1000)}`); // takes this long, and finds nothing
}

function exit(code) {
  host.proc_exit(code & 0xff);
}

/** Nanoseconds, as a BigInt: since 1970 of clock 0, since the start of the process of clock 1. */
function now(clock) {
  host.clock_time_get(clock, 0n, at);
  return view.getBigUint64(0, true);
}

function fill(bytes) {
  host.random_get(addressOf(bytes), bytes.length);
}

function encode(text) {
  return new Uint8Array(host.bytes(text));
}

function decode(bytes) {
  return bytes.length === 0 ? '' : host.text(addressOf(bytes), bytes.length);
}

function addressOf(bytes) {
  return host.address(bytes.buffer) + bytes.byteOffset;
}
