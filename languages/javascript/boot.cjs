// Loaded before the main file. Where Node is started in advance, the main file is a FIFO: this script loads what programs
// use and waits until the FIFO was written. Node then finds an ordinary file of that name, and runs it.
'use strict';
const { readFileSync, statSync } = require('node:fs');
const [, main] = process.argv;

process.execArgv.splice(process.execArgv.indexOf('--require'), 2); // processes that the program starts do not load this script
if (main && statSync(main, { throwIfNoEntry: false })?.isFIFO()) {
  loadAhead();
  readFileSync(main);
}
letPausedEnd();
for (const path of Object.keys(require.cache)) delete require.cache[path];

/**
 * Makes Node stop reading stdin when the program pauses it, as with a terminal. Node would go on reading a pipe, and would
 * not exit because of that.
 */
function letPausedEnd() {
  const { get, ...rest } = Object.getOwnPropertyDescriptor(process, 'stdin');
  let stdin;
  const stop = () => {
    const { _handle: handle, _readableState: state } = stdin;
    if (!stdin.isPaused() || !handle?.reading) return;
    handle.reading = state.reading = false;
    handle.readStop();
  };
  Object.defineProperty(process, 'stdin', {
    ...rest,
    get: () => (stdin ??= get().on('pause', () => setImmediate(stop))),
  });
}

function loadAhead() {
  require('./warm.mjs');
  for (const name of ['events', 'path', 'readline', 'readline/promises', 'timers/promises', 'util'])
    require(`node:${name}`);
  require('node:util').inspect([new Error('').stack]);
  if (main.endsWith('ts')) require('node:module').stripTypeScriptTypes('enum A { B }', { mode: 'transform' });
  return [process.stdout, process.stderr];
}
