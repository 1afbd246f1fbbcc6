// Text out of parts that may end within a character.
const { Buffer } = require('buffer');

class StringDecoder {
  constructor(encoding = 'utf8') {
    this.encoding = encoding;
    this.rest = Buffer.alloc(0);
  }

  write(bytes) {
    const all =
      this.rest.length > 0
        ? Buffer.concat([this.rest, bytes])
        : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = /^utf-?8$/i.test(this.encoding) ? wholeCharacters(all) : all.length;
    this.rest = Buffer.from(all.subarray(end));
    return all.subarray(0, end).toString(this.encoding);
  }

  end(bytes) {
    const text = (bytes ? this.write(bytes) : '') + this.rest.toString(this.encoding);
    this.rest = Buffer.alloc(0);
    return text;
  }
}

/** Where the last whole character of UTF-8 ends. */
function wholeCharacters(bytes) {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

module.exports = { StringDecoder };
