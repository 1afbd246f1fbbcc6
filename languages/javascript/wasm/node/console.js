// The global `console`.
const system = require('system');
const { stdout, stderr } = require('process');
const { formatWithOptions, inspect } = require('util');
const { table } = require('table');

const counts = new Map();
const times = new Map();
let indent = '';

const log = (...given) => print(stdout, given);
const error = (...given) => print(stderr, given);

module.exports = {
  log,
  error,
  warn: error,
  info: log,
  debug: log,
  dir: (value, options) => print(stdout, [inspect(value, { customInspect: false, ...options })]),
  dirxml: log,
  table: (data, columns) => print(stdout, typeof data === 'object' && data !== null ? [table(data, columns)] : [data]),
  assert(isTrue, ...given) {
    if (isTrue) return;
    if (typeof given[0] === 'string') print(stderr, [`Assertion failed: ${given[0]}`, ...given.slice(1)]);
    else print(stderr, ['Assertion failed', ...given]);
  },
  trace(...given) {
    const at = { name: 'Trace', message: formatWithOptions({}, ...given) };
    print(stderr, [`Trace${at.message && `: ${at.message}`}${new Error('').stack.replace(/^[^\n]*/, '')}`]);
  },
  count(label = 'default') {
    counts.set(`${label}`, (counts.get(`${label}`) ?? 0) + 1);
    log(`${label}: ${counts.get(`${label}`)}`);
  },
  countReset: (label = 'default') => void counts.delete(`${label}`),
  group(...given) {
    if (given.length > 0) log(...given);
    indent += '  ';
  },
  groupEnd: () => void (indent = indent.slice(2)),
  time: (label = 'default') => void times.set(`${label}`, system.now(1)),
  timeLog: (label = 'default', ...given) => tellTime(`${label}`, given),
  timeEnd(label = 'default') {
    tellTime(`${label}`, []);
    times.delete(`${label}`);
  },
};
module.exports.groupCollapsed = module.exports.group;
module.exports.Console = class Console {};

function print(to, given) {
  const text = formatWithOptions({}, ...given);
  to.write(`${indent ? text.replace(/^/gm, indent) : text}\n`);
}

function tellTime(label, given) {
  const since = times.get(label);
  if (since === undefined) return void error(`(node:1) Warning: No such label '${label}' for console.timeEnd()`);
  const ms = Number(system.now(1) - since) / 1e6;
  log(`${label}: ${ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${Number(ms.toFixed(3))}ms`}`, ...given);
}
