// The global `process`: what a program is called with, its streams, and its end.
const system = require('system');
const errors = require('errors');
const loop = require('loop');
const EventEmitter = require('lib/events');
const { Readable, Writable } = require('streams');

const started = system.now(1);
const process = new EventEmitter();
let isEnding = false;

module.exports = Object.assign(process, {
  argv: ['/usr/local/bin/node'],
  argv0: 'node',
  execArgv: [],
  execPath: '/usr/local/bin/node',
  env: {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: '/work',
    PWD: '/work',
    USER: 'runner',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
  },
  pid: 1,
  ppid: 0,
  platform: 'linux',
  arch: 'wasm32',
  title: 'node',
  version: `v${host.version()}`,
  versions: { quickjs: host.version() },
  release: { name: 'quickjs' },
  exitCode: undefined,
  stdin: new Readable(0),
  stdout: new Writable(1),
  stderr: new Writable(2),
  exit,
  abort: () => system.abort(),
  cwd: () => '/work',
  umask: () => 0o22,
  getuid: () => 60000,
  getgid: () => 60000,
  uptime: () => Number(system.now(1) - started) / 1e9,
  hrtime: Object.assign(hrtime, { bigint: () => system.now(1) }),
  nextTick: (call, ...given) => loop.nextTick(() => call(...given)),
  memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), {
    rss: () => 0,
  }),
  cpuUsage: () => ({ user: Number((system.now(1) - started) / 1000n), system: 0 }),
  emitWarning: (warning) =>
    process.stderr.write(`(node:1) ${warning?.name ?? 'Warning'}: ${warning?.message ?? warning}\n`),
});

Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });
errors.handlers.exit = (code) => exit(code);
errors.handlers.uncaught = (error, origin) => {
  if (process.listenerCount('uncaughtException') === 0) return false;
  return process.emit('uncaughtException', error, origin);
};
errors.handlers.unhandled = (reason, promise) => process.emit('unhandledRejection', reason, promise);
loop.whenEmpty(() => process.emit('beforeExit', Number(process.exitCode ?? 0)));

function exit(code) {
  if (code !== undefined) process.exitCode = code;
  if (!isEnding) {
    isEnding = true;
    process.emit('exit', Number(process.exitCode ?? 0));
  }
  system.exit(Number(process.exitCode ?? 0));
}

function hrtime(before) {
  const now = system.now(1);
  const since = before ? now - (BigInt(before[0]) * 1_000_000_000n + BigInt(before[1])) : now;
  return [Number(since / 1_000_000_000n), Number(since % 1_000_000_000n)];
}
