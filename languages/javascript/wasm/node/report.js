// What is printed of an error that nothing catches.
const { places, shown, heading } = require('stacks');
const { inspect } = require('util');

const NO_EXPORT = /^Could not find export '(.*)' in module '(.*)'$/;
const NOT_HERE = /\b(?:http2?|https|net|tls|dgram|dns|child_process|worker_threads|cluster)\b/;
const HINTS = [
  [
    (text) => /Cannot find (?:module|package) '(?![./])/.test(text) && NOT_HERE.test(text),
    'The WebAssembly sandbox has no processes, threads or sockets.',
  ],
  [
    (text) => /Cannot find (?:module|package) '(?![./])/.test(text),
    'Only the modules of Node.js and the files of the program are available.',
  ],
  [
    (text, { code }) => code === 'ERR_MODULE_NOT_FOUND' && text.startsWith("Cannot find module '/"),
    "An import names its file with the extension, as in './other.EXT'.",
  ],
  [(text) => text.startsWith('Intl is not defined'), 'The WebAssembly sandbox has no Intl.'],
];

module.exports = { report };

function report(error) {
  if (error instanceof SyntaxError && NO_EXPORT.test(error.message)) return noExport(error);
  if (!(error instanceof Error)) {
    return `Uncaught:\n${inspect(error)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)\n`;
  }
  const stack = typeof error.stack === 'string' ? error.stack : heading(error);
  return `${excerpt(stack)}${bare(inspect(error), stack)}\n${hint(error)}`;
}

/** An error without calls is shown in brackets elsewhere. */
function bare(text, stack) {
  return text.startsWith(`[${stack}]`) ? stack + text.slice(stack.length + 2) : text;
}

/** An ES module imports a name that is not there: the interpreter does not say where. */
function noExport(error) {
  const [, name, from] = NO_EXPORT.exec(error.message);
  const text = `SyntaxError: The requested module '${from}' does not provide an export named '${name}'\n`;
  for (const [file, place] of places) {
    const lines = place.lines();
    const at = lines.findIndex((line) => /^\s*(?:import|export)\b/.test(line) && line.includes(name));
    if (at === -1) continue;
    const isTyped = /\.[cm]?ts$/.test(file);
    const about = isTyped ? '\nTypes are taken away file by file: import a type with `import type`.\n' : '';
    return `file://${file}:${at + 1}\n${lines[at]}\n${' '.repeat(lines[at].indexOf(name))}^\n\n${text}${about}`;
  }
  return text;
}

/** The line of the source that an error points at, with a mark below it. */
function excerpt(stack) {
  const [, file, line, column] = /(?:\(|at )(?:file:\/\/)?(\/work\/[^\n]+?):(\d+):(\d+)\)?$/m.exec(stack) ?? [];
  const text = file && places.get(file)?.lines()[Number(line) - 1];
  if (text === undefined) return '';
  return `${shown(file)}:${line}\n${text}\n${text.slice(0, Number(column) - 1).replace(/[^\t]/g, ' ')}^\n\n`;
}

/** A sentence for what a program misses here. */
function hint(error) {
  const [, text] = HINTS.find(([isMeant]) => isMeant(String(error.message), error)) ?? [];
  return text ? `\n${text.replace('EXT', require('process').argv[1]?.split('.').at(-1))}\n` : '';
}
