// What programs find without asking for it.
require('locale');
const loop = require('loop');
const system = require('system');
const process = require('process');
const util = require('util');
const timers = require('timers');
const { Buffer } = require('buffer');
const { URL, URLSearchParams } = require('url');

class Performance {
  now() {
    return Number(system.now(1) - start) / 1e6;
  }
  timeOrigin = Date.now();
  mark() {}
  measure() {}
}
const start = system.now(1);

define({
  global: globalThis,
  process,
  Buffer,
  console: require('console'),
  TextEncoder: util.TextEncoder,
  TextDecoder: util.TextDecoder,
  URL,
  URLSearchParams,
  performance: new Performance(),
  structuredClone: util.clone,
  queueMicrotask: (call) =>
    void Promise.resolve()
      .then(call)
      .catch((error) => loop.nextTick(() => raise(error))),
  ...timers.globals,
});

function raise(error) {
  throw error;
}

function define(values) {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}
