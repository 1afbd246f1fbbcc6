// Run by the interpreter before there is a program: loads what programs use, waits for the program, and runs it as
// `node main.js` would. An instance serves one program.
// eslint-disable-next-line no-unused-expressions -- host.mjs calls this function with functions of its own
(function (host) {
  'use strict';
  const loaded = new Map();

  /** The modules of this folder, and the modules of packages that they use. */
  function internal(name) {
    const known = loaded.get(name);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(name, module);
    const file = `/site/node/${name}.js`;
    const make = host.script(`(function (module, exports, require, host) {${textOfFile(file)}\n})`, file);
    make(module, module.exports, internal, host);
    return module.exports;
  }

  /** Reads a file of /site, before the module `fs` is loaded. */
  function textOfFile(path) {
    const place = new Uint8Array(8);
    const { buffer } = place;
    const name = host.bytes(path.slice('/site/'.length));
    const errno = host.path_open(SITE, 0, host.address(name), name.byteLength, 0, 2n, 0n, 0, host.address(buffer));
    if (errno) throw new Error(`there is no ${path}`);
    const fd = new DataView(buffer).getUint32(0, true);
    const stat = new ArrayBuffer(64);
    host.fd_filestat_get(fd, host.address(stat));
    const content = new ArrayBuffer(Number(new DataView(stat).getBigUint64(32, true)));
    const list = new Uint32Array([host.address(content), content.byteLength]);
    host.fd_read(fd, host.address(list.buffer), 1, host.address(buffer));
    host.fd_close(fd);
    return host.text(host.address(content), content.byteLength);
  }

  const SITE = 5;
  internal('start');
});
