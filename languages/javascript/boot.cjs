// Loaded before the main file, which is a FIFO while Node is started ahead: loads what programs use, waits until the FIFO
// was written, and leaves the rest to Node, which finds an ordinary file under that name by then.
'use strict';
const { readFileSync, statSync } = require('node:fs');
const [, main] = process.argv;

process.execArgv.splice(process.execArgv.indexOf('--require'), 2); // what the program starts needs none of this
if (main && statSync(main, { throwIfNoEntry: false })?.isFIFO()) {
  loadAhead();
  readFileSync(main);
}
letPausedEnd();
for (const path of Object.keys(require.cache)) delete require.cache[path];

/** A pipe that is paused while it is read is read on, and keeps Node from ending; a terminal is not. So is none here. */
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
