// Input, line by line.
const EventEmitter = require('lib/events');
const loop = require('loop');

class Interface extends EventEmitter {
  constructor({ input, output, prompt = '> ' }) {
    super();
    Object.assign(this, { input, output, line: '', closed: false, terminal: false });
    hide(this, {
      _prompt: prompt,
      _waiting: [],
      _lines: [],
      _rest: '',
      _isOver: false,
      _isPaused: false,
      _isTelling: false,
      _isIterated: false,
    });
    input.setEncoding?.('utf8');
    input.on('data', (chunk) => this._take(String(chunk)));
    input.on('end', () => this._takeEnd());
  }

  setPrompt(text) {
    this._prompt = text;
  }

  getPrompt() {
    return this._prompt;
  }

  prompt() {
    this.output?.write(this._prompt);
  }

  question(text, options, tell = options) {
    if (this.closed) throw Object.assign(new Error('readline was closed'), { code: 'ERR_USE_AFTER_CLOSE' });
    this.output?.write(text);
    this._waiting.push(tell);
    this._tell();
  }

  write() {}

  pause() {
    this._isPaused = true;
    this.emit('pause');
    return this;
  }

  resume() {
    this._isPaused = false;
    this.emit('resume');
    this._tell();
    return this;
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    this.input.pause?.();
    this.emit('close');
  }

  [Symbol.asyncIterator]() {
    this._isIterated = true;
    const next = async () => {
      for (;;) {
        if (this._lines.length > 0) return { value: this._lines.shift(), done: false };
        if (this._isOver || this.closed) break;
        await new Promise((resolve) => {
          this._wake = resolve;
          this.once('close', resolve);
        });
      }
      this.close();
      return { value: undefined, done: true };
    };
    return {
      next,
      return: async () => (this.close(), { value: undefined, done: true }),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  _take(chunk) {
    const lines = (this._rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this._rest = lines.pop();
    this._lines.push(...lines);
    this._wake?.();
    this._tell();
  }

  _takeEnd() {
    if (this._rest) this._lines.push(this._rest.replace(/\r$/, ''));
    this._rest = '';
    this._isOver = true;
    this._wake?.();
    this._tell();
  }

  /** Tells lines one after another: what waits for one may ask for the next before that is told. */
  _tell() {
    if (this._isTelling || this._isIterated) return;
    this._isTelling = true;
    loop.immediate(() => {
      this._isTelling = false;
      if (this.closed || this._isPaused || this._isIterated) return;
      if (this._lines.length === 0) return void (this._isOver && this.close());
      const line = this._lines.shift();
      const waiting = this._waiting.shift();
      this._tell();
      if (waiting) waiting(line);
      else this.emit('line', line);
    });
  }
}

module.exports = {
  Interface,
  createInterface: (input, output) => new Interface(input.input ? input : { input, output }),
  clearLine: (stream) => stream.write('\x1b[2K'),
  clearScreenDown: (stream) => stream.write('\x1b[0J'),
  cursorTo: (stream, x, y) => stream.write(typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`),
  moveCursor: () => {},
  emitKeypressEvents: () => {},
  get promises() {
    return require('readline/promises');
  },
};

function hide(object, values) {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(object, name, { value, writable: true, enumerable: false });
}
