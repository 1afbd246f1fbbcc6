// Timers to wait for.
const loop = require('loop');

module.exports = {
  setTimeout: (ms, value) => new Promise((resolve) => void loop.setTimer(() => resolve(value), ms, false)),
  setImmediate: (value) => new Promise((resolve) => void loop.immediate(() => resolve(value))),
  async *setInterval(ms, value) {
    for (;;) yield await module.exports.setTimeout(ms, value);
  },
  scheduler: { wait: (ms) => module.exports.setTimeout(ms) },
};
