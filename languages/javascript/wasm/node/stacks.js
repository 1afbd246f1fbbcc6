// Where errors came from, as Node shows it: the interpreter has the calls only, and those of ours among them.

/** A call as the interpreter has it. */
const FRAME = /^ {4}at (.*?) \((.*?)(?::(\d+):(\d+))?\)$|^ {4}at (.*?):(\d+):(\d+)$/;
/** What is known of a program's files, by their paths: their lines, and where a place was before they were changed. */
const places = new Map();
/** Errors whose code stands beside their name. */
const coded = new WeakSet();
const { get: rawStack } = Object.getOwnPropertyDescriptor(Error.prototype, 'stack');
const capture = Error.captureStackTrace;

module.exports = { places, shown, heading, withCode };

Object.defineProperty(Error.prototype, 'stack', {
  configurable: true,
  get() {
    const raw = rawStack.call(this);
    return typeof raw === 'string' ? stackOf(this, raw) : (raw ?? undefined);
  },
  set(value) {
    Object.defineProperty(this, 'stack', { value, writable: true, configurable: true });
  },
});
Error.captureStackTrace = (target, above) => {
  capture(target, above ?? Error.captureStackTrace);
  const { value } = Object.getOwnPropertyDescriptor(target, 'stack') ?? {};
  if (typeof value === 'string') target.stack = stackOf(target, value);
};

function stackOf(error, raw) {
  const isRaw = raw === '' || FRAME.test(raw.slice(0, raw.indexOf('\n')));
  return isRaw ? heading(error) + raw.split('\n').map(frame).join('') : raw;
}

function heading(error) {
  try {
    const text = Error.prototype.toString.call(error);
    return coded.has(error) ? text.replace(error.name, `${error.name} [${error.code}]`) : text;
  } catch {
    return 'Error';
  }
}

/** A call as Node has it; nothing for one of ours. */
function frame(line) {
  const [, called, inFile, inLine, inColumn, file = inFile, l = inLine, c = inColumn] = FRAME.exec(line) ?? [];
  if (!file || file === 'native' || file === 'missing' || file.startsWith('/site/')) return '';
  const place = places.get(file)?.at(Number(l), Number(c)) ?? { line: l, column: c };
  const where = `${shown(file)}:${place.line}:${place.column}`;
  if (called && called !== '<anonymous>' && called !== '<eval>') return `\n    at ${called} (${where})`;
  const isWhole = called === '<anonymous>' && !places.get(file)?.isModule;
  return isWhole ? `\n    at Object.<anonymous> (${where})` : `\n    at ${where}`;
}

function shown(file) {
  return places.get(file)?.isModule ? `file://${file}` : file;
}

/** Gives an error a code; those that begin so are shown beside its name. */
function withCode(error, code) {
  if (code.startsWith('ERR_')) coded.add(error);
  return Object.assign(error, { code });
}
