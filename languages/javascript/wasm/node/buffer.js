// Buffers, of a package; what a program converts to and from text is left to the interpreter, which is quicker.
const system = require('system');
const { Buffer, SlowBuffer, kMaxLength, INSPECT_MAX_BYTES } = require('lib/buffer');

const UTF8 = /^utf-?8$/i;
const { from, byteLength } = Buffer;
const { toString } = Buffer.prototype;

Buffer.from = function (value, encoding, length) {
  if (typeof value !== 'string' || !(encoding === undefined || UTF8.test(encoding)))
    return from.call(Buffer, value, encoding, length);
  const { buffer } = system.encode(value);
  return from.call(Buffer, buffer);
};
Buffer.byteLength = (value, encoding) =>
  typeof value === 'string' && (encoding === undefined || UTF8.test(encoding))
    ? system.encode(value).length
    : byteLength.call(Buffer, value, encoding);
Buffer.prototype.toString = function (encoding, start, end) {
  if (encoding !== undefined && !UTF8.test(encoding)) return toString.call(this, encoding, start, end);
  return system.decode(start === undefined && end === undefined ? this : this.subarray(start ?? 0, end));
};
const plainFill = Uint8Array.prototype.fill;
const { fill } = Buffer.prototype;
Buffer.prototype.fill = function (value, ...rest) {
  if (typeof value === 'number' && typeof rest[0] !== 'string') return plainFill.call(this, value & 0xff, ...rest);
  return fill.call(this, value, ...rest);
};
Buffer.prototype[Symbol.for('nodejs.util.inspect.custom')] = function () {
  const shown = [...this.subarray(0, 50)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const more = this.length > 50 ? ` ... ${this.length - 50} more byte${this.length > 51 ? 's' : ''}` : '';
  return `<Buffer${shown && ` ${shown}`}${more}>`;
};

module.exports = { Buffer, SlowBuffer, kMaxLength, INSPECT_MAX_BYTES, constants: { MAX_LENGTH: kMaxLength } };
