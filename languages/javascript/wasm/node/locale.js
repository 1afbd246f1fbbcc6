// What programs see of a language and a place: those of an American in Greenwich, as Node's without settings. There is no Intl.
const { toString } = Date.prototype;

define(Date.prototype, {
  toString() {
    return toString.call(this).replace(/GMT\+0000$/, 'GMT+0000 (Coordinated Universal Time)');
  },
  toLocaleDateString() {
    return Number.isNaN(this.getTime())
      ? 'Invalid Date'
      : `${this.getMonth() + 1}/${this.getDate()}/${this.getFullYear()}`;
  },
  toLocaleTimeString() {
    if (Number.isNaN(this.getTime())) return 'Invalid Date';
    const [hours, minutes, seconds] = [this.getHours(), this.getMinutes(), this.getSeconds()];
    return `${hours % 12 || 12}:${twoDigits(minutes)}:${twoDigits(seconds)} ${hours < 12 ? 'AM' : 'PM'}`;
  },
  toLocaleString() {
    if (Number.isNaN(this.getTime())) return 'Invalid Date';
    return `${this.toLocaleDateString()}, ${this.toLocaleTimeString()}`;
  },
});
define(Number.prototype, {
  toLocaleString(_locale, { minimumFractionDigits: least = 0, maximumFractionDigits: most = Math.max(least, 3) } = {}) {
    const number = Number(this);
    if (!Number.isFinite(number)) return Number.isNaN(number) ? 'NaN' : number > 0 ? '∞' : '-∞';
    const [whole, fraction = ''] = (Math.abs(number) < 1e21 ? number.toFixed(most) : BigInt(number).toString()).split(
      '.',
    );
    const digits = fraction.replace(/0+$/, '').padEnd(least, '0');
    return grouped(whole) + (digits && `.${digits}`);
  },
});
define(BigInt.prototype, {
  toLocaleString() {
    return grouped(this.toString());
  },
});
define(String.prototype, {
  localeCompare(other, _locale, { numeric = false, sensitivity = 'variant' } = {}) {
    const [a, b] = [String(this), String(other)];
    const letters = compared(base(a), base(b), numeric);
    if (letters !== 0 || sensitivity === 'base') return letters;
    const accents = compared(a.normalize('NFD').toLowerCase(), b.normalize('NFD').toLowerCase(), numeric);
    if (accents !== 0 || sensitivity === 'accent') return accents;
    return -compared(a, b, numeric); // small letters come first
  },
});

function compared(a, b, numeric) {
  if (!numeric) return a < b ? -1 : a > b ? 1 : 0;
  const [parts, others] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? []);
  for (let n = 0; n < Math.max(parts.length, others.length); n++) {
    const [part = '', of = ''] = [parts[n], others[n]];
    const isNumber = /^\d/.test(part) && /^\d/.test(of);
    const order = isNumber ? Math.sign(Number(part) - Number(of)) : compared(part, of, false);
    if (order !== 0) return order;
  }
  return 0;
}

function base(text) {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

function twoDigits(number) {
  return String(number).padStart(2, '0');
}

function define(on, methods) {
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(on, name, { value, writable: true, configurable: true });
}
