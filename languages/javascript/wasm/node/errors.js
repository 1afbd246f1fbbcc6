// Errors as Node shows them: where they came from, and what is printed when nothing catches them.
const system = require('system');

/** Functions that put the lines of a source back where they were, by the file's path. */
const places = new Map();
const NOT_HERE = 'The WebAssembly sandbox has no processes, threads or sockets.';
const NO_PACKAGES = 'Only the modules of Node.js and the files of the program are available.';
const NO_EXPORT = /^Could not find export '(.*)' in module '(.*)'$/;
const NO_INTL = 'The WebAssembly sandbox has no Intl.';
const MISSING = /\b(?:http2?|https|net|tls|dgram|dns|child_process|worker_threads|cluster)\b/;

module.exports = {
  uncaught,
  unhandled,
  warmUp,
  places,
  withCode,
  NOT_HERE,
  NO_PACKAGES,
  MISSING,
  handlers: { uncaught: undefined, unhandled: undefined },
  exit: undefined,
  inspect: undefined,
};

/** A line of a stack as the interpreter has it. */
const FRAME = /^ {4}at (.*?) \((.*?)(?::(\d+):(\d+))?\)$|^ {4}at (.*?):(\d+):(\d+)$/;
const { get: rawStack } = Object.getOwnPropertyDescriptor(Error.prototype, 'stack');
const capture = Error.captureStackTrace;

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
  const frames =
    raw === '' || FRAME.test(raw.slice(0, raw.indexOf('\n'))) ? raw.split('\n').map(frame).join('') : `\n${raw}`;
  return heading(error) + frames;
}

function heading(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

/** A line as Node has it; nothing for what is ours. */
function frame(line) {
  const [, called, inFile, inLine, inColumn, file = inFile, l = inLine, c = inColumn] = FRAME.exec(line) ?? [];
  if (!file || file === 'native' || file === 'missing' || file.startsWith('/site/')) return '';
  const place = placeOf(file, Number(l), Number(c));
  const where = `${shown(file)}:${place.line}:${place.column}`;
  if (called && called !== '<anonymous>' && called !== '<eval>') return `\n    at ${called} (${where})`;
  return called === '<anonymous>' && !places.get(file)?.isModule
    ? `\n    at Object.<anonymous> (${where})`
    : `\n    at ${where}`;
}

function shown(file) {
  return places.get(file)?.isModule ? `file://${file}` : file;
}

function placeOf(file, line, column) {
  return places.get(file)?.at(line, column) ?? { line, column };
}

function withCode(error, code) {
  return Object.assign(error, { code });
}

/** Nothing has caught an error: says so and ends the program, unless it wants to hear of such errors. */
function uncaught(error, origin) {
  const { handlers } = module.exports;
  if (handlers.uncaught?.(error, origin)) return;
  system.write(2, system.encode(report(error)));
  module.exports.exit(1, true);
}

function unhandled(reason, promise) {
  const { handlers } = module.exports;
  if (handlers.unhandled?.(reason, promise)) return;
  if (reason instanceof Error) return uncaught(reason, 'unhandledRejection');
  const text = `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${brief(reason)}".`;
  const error = withCode(new Error(text), 'ERR_UNHANDLED_REJECTION');
  Object.defineProperty(error, 'name', { value: 'UnhandledPromiseRejection', configurable: true, writable: true });
  error.stack = `[UnhandledPromiseRejection: ${text}]`;
  uncaught(error, 'unhandledRejection');
}

function brief(value) {
  return typeof value === 'object' && value !== null ? `#<${value.constructor?.name ?? 'Object'}>` : String(value);
}

function report(error) {
  if (error instanceof SyntaxError && NO_EXPORT.test(error.message)) return reportNoExport(error);
  if (!(error instanceof Error)) {
    return `Uncaught:\n${module.exports.inspect(error)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)\n`;
  }
  const stack = typeof error.stack === 'string' ? error.stack : heading(error);
  const shownError = module.exports.inspect(error);
  return `${excerpt(stack)}${shownError.startsWith('[') && stack.startsWith('[') ? shownError.slice(1) && stack : shownError}\n${hint(error)}`;
}

/** An ES module imports a name that is not there: the interpreter does not say where. */
function reportNoExport(error) {
  const [, name, from] = NO_EXPORT.exec(error.message);
  const text = `SyntaxError: The requested module '${from}' does not provide an export named '${name}'\n`;
  for (const [file, place] of places) {
    const lines = place.lines();
    const at = lines.findIndex((line) => /^\s*(?:import|export)\b/.test(line) && line.includes(name));
    if (at !== -1) return `file://${file}:${at + 1}\n${lines[at]}\n${' '.repeat(lines[at].indexOf(name))}^\n\n${text}`;
  }
  return text;
}

/** The line of the source that an error points at, with a mark below it. */
function excerpt(stack) {
  const [, file, line, column] = /(?:\(|at )(?:file:\/\/)?(\/work\/[^\n]+?):(\d+):(\d+)\)?$/m.exec(stack) ?? [];
  if (!file) return '';
  const text = places.get(file)?.lines()[Number(line) - 1];
  if (text === undefined) return '';
  return `${shown(file)}:${line}\n${text}\n${text.slice(0, Number(column) - 1).replace(/[^\t]/g, ' ')}^\n\n`;
}

/** A sentence for what a program misses here. */
function hint(error) {
  const text = String(error.message);
  if (/Cannot find (?:module|package) '(?![./])/.test(text))
    return `\n${MISSING.test(text) ? NOT_HERE : NO_PACKAGES}\n`;
  if (error instanceof ReferenceError && text.startsWith('Intl is not defined')) return `\n${NO_INTL}\n`;
  return '';
}

/** So that the first error of a program takes no longer than others. */
function warmUp() {
  report(new Error('none'));
}
