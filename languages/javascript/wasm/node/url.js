// Addresses, as far as programs without a network look at them.
class URLSearchParams {
  #pairs = [];
  constructor(from = '') {
    if (typeof from === 'string') {
      for (const pair of from.replace(/^\?/, '').split('&').filter(Boolean)) {
        const [name, ...value] = pair.split('=');
        this.append(decoded(name), decoded(value.join('=')));
      }
    } else
      for (const [name, value] of typeof from[Symbol.iterator] === 'function' ? from : Object.entries(from))
        this.append(name, value);
  }
  append(name, value) {
    this.#pairs.push([String(name), String(value)]);
  }
  set(name, value) {
    const at = this.#pairs.findIndex(([other]) => other === name);
    if (at === -1) return this.append(name, value);
    this.#pairs = this.#pairs.filter(([other], n) => other !== name || n === at);
    this.#pairs[at] = [String(name), String(value)];
  }
  get(name) {
    return this.#pairs.find(([other]) => other === name)?.[1] ?? null;
  }
  getAll(name) {
    return this.#pairs.filter(([other]) => other === name).map(([, value]) => value);
  }
  has(name) {
    return this.#pairs.some(([other]) => other === name);
  }
  delete(name) {
    this.#pairs = this.#pairs.filter(([other]) => other !== name);
  }
  entries() {
    return this.#pairs[Symbol.iterator]();
  }
  keys() {
    return this.#pairs.map(([name]) => name)[Symbol.iterator]();
  }
  values() {
    return this.#pairs.map(([, value]) => value)[Symbol.iterator]();
  }
  forEach(call) {
    for (const [name, value] of this.#pairs) call(value, name, this);
  }
  get size() {
    return this.#pairs.length;
  }
  [Symbol.iterator]() {
    return this.entries();
  }
  toString() {
    return this.#pairs.map((pair) => pair.map(encoded).join('=')).join('&');
  }
}

const PARTS =
  /^([a-z][a-z0-9+.-]*:)(?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^:/?#]*)(?::(\d+))?)?([^?#]*)(\?[^#]*)?(#.*)?$/i;

class URL {
  constructor(text, base) {
    let found = PARTS.exec(text);
    if (!found && base !== undefined) found = PARTS.exec(joined(new URL(base), String(text)));
    if (!found) throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: String(text) });
    const [, protocol, username = '', password = '', hostname = '', port = '', pathname, search = '', hash = ''] =
      found;
    Object.assign(this, {
      protocol: protocol.toLowerCase(),
      username,
      password,
      hostname: hostname.toLowerCase(),
      port,
      pathname: pathname || (hostname ? '/' : ''),
      search: search === '?' ? '' : search,
      hash: hash === '#' ? '' : hash,
    });
    this.searchParams = new URLSearchParams(this.search);
  }
  get host() {
    return this.hostname + (this.port && `:${this.port}`);
  }
  get origin() {
    return this.hostname ? `${this.protocol}//${this.host}` : 'null';
  }
  get href() {
    const who = this.username && `${this.username}${this.password && `:${this.password}`}@`;
    const query = this.searchParams.size > 0 ? `?${this.searchParams}` : '';
    return `${this.protocol}${this.hostname || this.protocol === 'file:' ? '//' : ''}${who}${this.host}${this.pathname}${query}${this.hash}`;
  }
  toString() {
    return this.href;
  }
  toJSON() {
    return this.href;
  }
}

module.exports = {
  URL,
  URLSearchParams,
  fileURLToPath: (url) => new URL(String(url)).pathname,
  pathToFileURL: (file) => new URL(`file://${require('path').resolve('/work', file)}`),
};

function joined(base, text) {
  const start = `${base.protocol}//${base.host}`;
  if (text.startsWith('//')) return base.protocol + text;
  if (text.startsWith('/')) return start + text;
  if (text.startsWith('?') || text.startsWith('#')) return start + base.pathname + text;
  return start + require('path').resolve('/', base.pathname.replace(/[^/]*$/, ''), text);
}

function decoded(text) {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function encoded(text) {
  return encodeURIComponent(text).replaceAll('%20', '+');
}
