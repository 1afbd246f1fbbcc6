// Makes ready, waits for the program, and runs it.
const system = require('system');
const loop = require('loop');
const modules = require('modules');
const process = require('process');

require('globals');
for (const name of ['fs', 'readline', 'readline/promises', 'util', 'path', 'events', 'timers/promises', 'os'])
  modules.builtin(name);
require('report').report(new Error('none')); // the first one of a program takes no longer than others
if (host.transform)
  require('types').transform('/site/none.ts', 'enum None { One }\nexport const none: None = None.One;\n');

system.stat('/site/.program'); // returns when it is there
const fs = modules.builtin('fs');
const [main, ...args] = fs.readFileSync('/site/.program', 'utf8').split('\0').slice(0, -1);
fs.unlinkSync('/site/.program');
host.limit();
process.argv.push(`/work/${main}`, ...args);
loop.run(() => modules.runMain(`/work/${main}`));
process.exit();
