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
for (const path of Object.keys(require.cache)) delete require.cache[path];

function loadAhead() {
  require('./warm.mjs');
  for (const name of ['events', 'path', 'readline', 'readline/promises', 'timers/promises', 'util'])
    require(`node:${name}`);
  require('node:util').inspect([new Error('').stack]);
  if (main.endsWith('ts')) require('node:module').stripTypeScriptTypes('enum A { B }', { mode: 'transform' });
  return [process.stdout, process.stderr];
}
