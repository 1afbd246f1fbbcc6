// Streams over descriptors. Input that is there already waits for nothing but its turn.
const system = require('system');
const loop = require('loop');
const EventEmitter = require('lib/events');
const { Buffer } = require('buffer');

const CHUNK = 65536;

class Readable extends EventEmitter {
  constructor(fd) {
    super();
    Object.defineProperties(this, {
      _at: {
        value: {
          encoding: undefined,
          isOver: false,
          isFlowing: false,
          isPaused: false,
          isAsked: false,
          rest: undefined,
        },
        enumerable: false,
      },
    });
    this.fd = fd;
    this.isTTY = undefined;
    this.readable = true;
    this.destroyed = false;
  }

  setEncoding(encoding) {
    this._at.encoding = encoding ?? 'utf8';
    this._at.decoder = new (require('string_decoder').StringDecoder)(this._at.encoding);
    return this;
  }

  on(name, listener) {
    super.on(name, listener);
    if (name === 'data' && !this._at.isPaused) this.resume();
    if (name === 'readable') this._tellReadable();
    return this;
  }

  addListener(name, listener) {
    return this.on(name, listener);
  }

  pause() {
    loop.notReadable(this.fd);
    this._at.isFlowing = false;
    this._at.isPaused = true;
    return this;
  }

  resume() {
    this._at.isPaused = false;
    if (!this._at.isFlowing) {
      this._at.isFlowing = true;
      loop.immediate(() => this._flow());
    }
    return this;
  }

  /** The next part; null when there is none, or none yet. */
  read(size) {
    if (!this._isReady()) {
      this._at.isAsked = false;
      if (this.listenerCount('readable') > 0) this._tellReadable();
      return null;
    }
    const chunk = this._take(size);
    if (chunk === null) this._end();
    return chunk;
  }

  pipe(to) {
    this.on('data', (chunk) => to.write(chunk));
    if (to !== require('process').stdout && to !== require('process').stderr) this.on('end', () => to.end());
    return to;
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      if (!this._isReady()) await new Promise((resolve) => loop.whenReadable(this.fd, resolve));
      const chunk = this._take();
      if (chunk === null) break;
      yield chunk;
    }
    this._end();
  }

  destroy() {
    loop.notReadable(this.fd);
    this.destroyed = true;
    this._end();
    return this;
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }

  _isReady() {
    return this._at.isOver || system.isReadable(this.fd, 0);
  }

  _take(size = CHUNK) {
    if (this._at.isOver) return null;
    const bytes = Buffer.alloc(Math.min(size, CHUNK));
    const part = bytes.subarray(0, system.read(this.fd, bytes));
    if (part.length > 0) return this._at.decoder ? this._at.decoder.write(part) : part;
    this._at.isOver = true;
    return this._at.decoder?.end() || null;
  }

  _flow() {
    if (!this._at.isFlowing || this.destroyed) return;
    if (!this._isReady()) return loop.whenReadable(this.fd, () => this._flow());
    const chunk = this._take();
    if (chunk === null) return this._end();
    this.emit('data', chunk);
    loop.immediate(() => this._flow());
  }

  _tellReadable() {
    if (this._at.isAsked) return;
    this._at.isAsked = true;
    const tell = () => this.emit('readable');
    if (this._isReady()) loop.immediate(tell);
    else loop.whenReadable(this.fd, tell);
  }

  _end() {
    this._at.isOver = true;
    if (!this.readable) return;
    this.readable = false;
    loop.immediate(() => {
      this.emit('end');
      this.emit('close');
    });
  }
}

class Writable extends EventEmitter {
  constructor(fd) {
    super();
    this.fd = fd;
    this.isTTY = false;
    this.writable = true;
    this.writableLength = 0;
  }

  write(chunk, encoding, done) {
    if (typeof chunk !== 'string' && !ArrayBuffer.isView(chunk)) {
      const error = new TypeError(
        `The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${require('util').inspect(chunk)}`,
      );
      throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
    }
    const bytes =
      typeof chunk === 'string'
        ? /^utf-?8$/i.test(encoding ?? 'utf8') || typeof encoding === 'function'
          ? system.encode(chunk)
          : Buffer.from(chunk, encoding)
        : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < bytes.length;) at += system.write(this.fd, bytes.subarray(at));
    const tell = typeof encoding === 'function' ? encoding : done;
    if (tell) loop.nextTick(() => tell());
    return true;
  }

  end(chunk, encoding, done) {
    if (chunk !== undefined && typeof chunk !== 'function') this.write(chunk, encoding);
    const tell = [chunk, encoding, done].find((given) => typeof given === 'function');
    loop.nextTick(() => {
      this.emit('finish');
      tell?.();
    });
    return this;
  }

  cork() {}
  uncork() {}
  getColorDepth() {
    return 1;
  }
  hasColors() {
    return false;
  }
}

module.exports = { Readable, Writable };
