// Timers, which are objects as in Node.
const loop = require('loop');
const promises = require('timers/promises');

class Timeout {
  constructor(timer) {
    Object.defineProperty(this, '_timer', { value: timer, enumerable: false });
  }
  ref() {
    this._timer.isReferenced = true;
    return this;
  }
  unref() {
    this._timer.isReferenced = false;
    return this;
  }
  hasRef() {
    return this._timer.isReferenced;
  }
  refresh() {
    return this;
  }
  close() {
    loop.clear(this._timer.id);
    return this;
  }
  [Symbol.toPrimitive]() {
    return this._timer.id;
  }
}

class Immediate {
  constructor(takeBack) {
    Object.defineProperty(this, '_takeBack', { value: takeBack, enumerable: false });
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
}

function setTimeout(call, ms, ...given) {
  return timer(call, ms, given, false);
}

function setInterval(call, ms, ...given) {
  return timer(call, ms, given, true);
}

function timer(call, ms, given, repeats) {
  if (typeof call !== 'function') {
    const error = new TypeError(
      `The "callback" argument must be of type function. Received ${call === null || call === undefined ? call : `type ${typeof call}`}`,
    );
    throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
  }
  const timeout = new Timeout(loop.setTimer(() => call.apply(timeout, given), ms, repeats));
  return timeout;
}

function clearTimeout(timeout) {
  if (timeout !== undefined && timeout !== null) loop.clear(Number(timeout));
}

function setImmediate(call, ...given) {
  return new Immediate(loop.immediate(() => call(...given)));
}

function clearImmediate(immediate) {
  immediate?._takeBack?.();
}

const globals = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval: clearTimeout, clearImmediate };
Object.defineProperty(setTimeout, Symbol.for('nodejs.util.promisify.custom'), {
  value: (ms, value) => promises.setTimeout(ms, value),
});
module.exports = { ...globals, globals, promises };
