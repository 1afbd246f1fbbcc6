// How values are shown, of a package that has Node's own code for it, and what else programs take from `util`.
const system = require('system');
globalThis.Atomics ??= {}; // the package wants to see it
const shown = require('lib/inspect');

const { inspect, format, formatWithOptions } = shown;
const CUSTOM = Symbol.for('nodejs.util.promisify.custom');

void Object.defineProperty(Promise.prototype, inspect.custom, {
  value(_depth, options) {
    const state = ['pending', 'fulfilled', 'rejected'][host.stateOf(this)];
    if (state === 'pending') return `${options.stylize('Promise { <pending> }', 'special')}`;
    const value = inspect(host.resultOf(this), options);
    const text = state === 'rejected' ? `<rejected> ${value}` : value;
    return text.includes('\n') || text.length > 68
      ? `Promise {\n  ${text.replaceAll('\n', '\n  ')}\n}`
      : `Promise { ${text} }`;
  },
  writable: true,
  configurable: true,
});

class TextEncoder {
  encoding = 'utf-8';
  encode(text = '') {
    return system.encode(String(text));
  }
  encodeInto(text, into) {
    const bytes = system.encode(text).subarray(0, into.length);
    into.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

class TextDecoder {
  constructor(encoding = 'utf-8') {
    this.encoding = encoding;
  }
  decode(bytes = new Uint8Array(0)) {
    const all = ArrayBuffer.isView(bytes)
      ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new Uint8Array(bytes);
    if (/^utf-?8$/i.test(this.encoding)) return system.decode(all).replace(/^\uFEFF/, '');
    return require('buffer').Buffer.from(all).toString(this.encoding);
  }
}

module.exports = {
  inspect,
  format,
  formatWithOptions,
  TextEncoder,
  TextDecoder,
  promisify,
  callbackify:
    (of) =>
    (...given) =>
      void of(...given.slice(0, -1)).then((value) => given.at(-1)(null, value), given.at(-1)),
  inherits: (of, from) => Object.setPrototypeOf(of.prototype, from.prototype),
  deprecate: (of) => of,
  isDeepStrictEqual: (a, b) => require('equal').isEqual(a, b, true),
  stripVTControlCharacters: shown.stripVTControlCharacters,
  types: require('types-of'),
  isArray: Array.isArray,
  clone,
};

promisify.custom = CUSTOM;
function promisify(of) {
  if (of[CUSTOM]) return of[CUSTOM];
  return function (...given) {
    return new Promise((resolve, reject) =>
      of.call(this, ...given, (error, value) => (error ? reject(error) : resolve(value))),
    );
  };
}

/** A copy of a value and all that it holds. */
function clone(value, _options, known = new Map()) {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new Error(`${String(value)} could not be cloned.`);
  if (typeof value !== 'object' || value === null) return value;
  if (known.has(value)) return known.get(value);
  const keep = (copy) => (known.set(value, copy), copy);
  const inner = (part) => clone(part, undefined, known);
  if (value instanceof Date) return keep(new Date(value));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer) return keep(value.slice());
  if (ArrayBuffer.isView(value)) return keep(value.slice());
  if (value instanceof Map) {
    const copy = keep(new Map());
    for (const [key, part] of value) copy.set(inner(key), inner(part));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(new Set());
    for (const part of value) copy.add(inner(part));
    return copy;
  }
  const copy = keep(Array.isArray(value) ? [] : value instanceof Error ? new value.constructor(value.message) : {});
  for (const key of Object.keys(value)) copy[key] = inner(value[key]);
  return copy;
}
