// Files: each call as it is, with a callback, and with a promise.
const system = require('system');
const loop = require('loop');
const path = require('path');
const { Buffer } = require('buffer');

const FLAGS = {
  r: {},
  'r+': { writes: true },
  w: { writes: true, reads: false, create: true, truncate: true },
  'w+': { writes: true, create: true, truncate: true },
  wx: { writes: true, reads: false, create: true, truncate: true, exclusive: true },
  a: { writes: true, reads: false, create: true, append: true },
  'a+': { writes: true, create: true, append: true },
};

class Stats {
  constructor({ inode, isFolder, isFile, size, modifiedMs }) {
    Object.assign(this, {
      ino: inode,
      size,
      mode: isFolder ? 0o40755 : 0o100644,
      mtimeMs: modifiedMs,
      mtime: new Date(modifiedMs),
    });
    Object.defineProperty(this, '_is', { value: { isFolder, isFile }, enumerable: false });
  }
  isFile() {
    return this._is.isFile;
  }
  isDirectory() {
    return this._is.isFolder;
  }
  isSymbolicLink() {
    return false;
  }
  isFIFO() {
    return false;
  }
}

class Dirent extends Stats {
  constructor(folder, name) {
    super(system.stat(`${folder}/${name}`));
    for (const key of Object.keys(this)) delete this[key];
    Object.assign(this, { name, parentPath: folder, path: folder });
  }
}

const calls = {
  readFile(file, options) {
    const bytes = onDescriptor(file, 'r', readAll);
    const encoding = encodingOf(options);
    return encoding ? bytes.toString(encoding) : bytes;
  },
  writeFile(file, data, options) {
    onDescriptor(file, options?.flag ?? 'w', (fd) => writeAll(fd, bytesOf(data, encodingOf(options))));
  },
  appendFile(file, data, options) {
    calls.writeFile(file, data, { ...(typeof options === 'string' ? { encoding: options } : options), flag: 'a' });
  },
  exists: (file) => system.stat(absolute(file)) !== undefined,
  access: (file) => void stats(file, 'access'),
  stat: (file, options) => stats(file, 'stat', options),
  lstat: (file, options) => stats(file, 'lstat', options),
  fstat: (fd) => new Stats(system.stat(fd)),
  open: (file, flags = 'r') => opened(file, flags),
  close: (fd) => system.close(fd),
  read(fd, bytes, offset, length, place) {
    const at = typeof offset === 'object' ? offset : { offset, length, position: place };
    const from = at?.offset ?? 0;
    return system.read(
      fd,
      asBytes(bytes).subarray(from, from + (at?.length ?? bytes.byteLength - from)),
      at?.position ?? null,
    );
  },
  write(fd, data, offset, length, place) {
    if (typeof data === 'string') return writeAll(fd, bytesOf(data, typeof length === 'string' ? length : undefined));
    const from = offset ?? 0;
    return system.write(fd, asBytes(data).subarray(from, from + (length ?? data.byteLength - from)), place ?? null);
  },
  ftruncate: (fd, size = 0) => system.resize(fd, size),
  truncate: (file, size = 0) => onDescriptor(file, 'r+', (fd) => system.resize(fd, size)),
  readdir(folder, options) {
    const whole = absolute(folder);
    const names = system.list(whole);
    return options?.withFileTypes ? names.map((name) => new Dirent(whole, name)) : names;
  },
  mkdir(folder, options) {
    const whole = absolute(folder);
    if (!options?.recursive) return system.makeFolder(whole);
    if (system.stat(whole)?.isFolder) return undefined;
    calls.mkdir(path.dirname(whole), options);
    system.makeFolder(whole);
    return whole;
  },
  mkdtemp(prefix) {
    const folder = prefix + Math.random().toString(36).slice(2, 8);
    system.makeFolder(absolute(folder));
    return folder;
  },
  rmdir: (folder) => system.removeFolder(absolute(folder)),
  unlink: (file) => system.removeFile(absolute(file)),
  rm(file, options) {
    const whole = absolute(file);
    const found = system.stat(whole);
    if (!found && options?.force) return;
    if (!found?.isFolder) return system.removeFile(whole);
    if (options?.recursive) for (const name of system.list(whole)) calls.rm(`${whole}/${name}`, options);
    system.removeFolder(whole);
  },
  rename: (from, to) => system.rename(absolute(from), absolute(to)),
  copyFile: (from, to) => calls.writeFile(to, calls.readFile(from)),
  realpath: (file) => (stats(file, 'realpath'), absolute(file)),
};

const sync = Object.fromEntries(Object.entries(calls).map(([name, call]) => [`${name}Sync`, call]));
const withCallback = Object.fromEntries(
  Object.entries(calls).map(([name, call]) => [name, (...given) => told(name, call, given)]),
);
const { exists: _, ...promised } = calls;
const promises = Object.fromEntries(
  Object.entries(promised).map(([name, call]) => [name, async (...given) => call(...given)]),
);

module.exports = {
  ...sync,
  ...withCallback,
  promises,
  Stats,
  Dirent,
  constants: { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 },
  createReadStream,
  createWriteStream,
};

function told(name, call, given) {
  const tell = given.at(-1);
  if (typeof tell !== 'function')
    throw Object.assign(new TypeError('The "cb" argument must be of type function.'), { code: 'ERR_INVALID_ARG_TYPE' });
  loop.immediate(() => {
    let value;
    try {
      value = call(...given.slice(0, -1));
    } catch (error) {
      return tell(error);
    }
    if (name === 'exists') tell(value);
    else tell(null, value);
  });
}

function createReadStream(file) {
  const { Readable } = require('streams');
  return new Readable(opened(file, 'r'));
}

function createWriteStream(file, options) {
  const { Writable } = require('streams');
  return new Writable(opened(file, options?.flags ?? 'w'));
}

function absolute(file) {
  const name = file instanceof URL ? file.pathname : asName(file);
  return path.resolve('/work', name);
}

function asName(file) {
  if (ArrayBuffer.isView(file)) return system.decode(file);
  if (typeof file === 'string') return file;
  throw Object.assign(
    new TypeError(
      `The "path" argument must be of type string or an instance of Buffer or URL. Received ${file === undefined ? 'undefined' : `type ${typeof file}`}`,
    ),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
}

function stats(file, syscall, options) {
  const whole = absolute(file);
  const found = system.stat(whole);
  if (found) return new Stats(found);
  if (options?.throwIfNoEntry === false) return undefined;
  const error = new Error(`ENOENT: no such file or directory, ${syscall} '${file}'`);
  throw Object.assign(error, { errno: -2, code: 'ENOENT', syscall, path: String(file) });
}

function opened(file, flags) {
  const how = FLAGS[flags];
  if (!how)
    throw Object.assign(new TypeError(`The argument 'flags' is invalid. Received '${flags}'`), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
  try {
    return system.open(absolute(file), how);
  } catch (error) {
    error.message = error.message.replace(absolute(file), String(file)); // as it was called
    throw Object.assign(error, {
      path: String(file),
      stack: `Error: ${error.message}${error.stack.slice(error.stack.indexOf('\n    at'))}`,
    });
  }
}

function onDescriptor(file, flags, use) {
  if (typeof file === 'number') return use(file);
  const fd = opened(file, flags);
  try {
    return use(fd);
  } finally {
    system.close(fd);
  }
}

function readAll(fd) {
  const found = system.stat(fd);
  if (found.isFolder)
    throw Object.assign(new Error('EISDIR: illegal operation on a directory, read'), {
      errno: -21,
      code: 'EISDIR',
      syscall: 'read',
    });
  const parts = [];
  for (;;) {
    const part = Buffer.alloc(Math.max(found.size, 4096) + 1);
    const length = system.read(fd, part);
    if (length === 0) return parts.length === 1 ? parts[0] : Buffer.concat(parts);
    parts.push(part.subarray(0, length));
  }
}

function writeAll(fd, bytes) {
  for (let at = 0; at < bytes.length;) at += system.write(fd, bytes.subarray(at));
  return bytes.length;
}

function encodingOf(options) {
  return typeof options === 'string' ? options : (options?.encoding ?? undefined);
}

function bytesOf(data, encoding) {
  if (ArrayBuffer.isView(data)) return asBytes(data);
  if (typeof data === 'string') return Buffer.from(data, encoding);
  throw Object.assign(
    new TypeError(
      `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${typeof data}`,
    ),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
}

function asBytes(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
