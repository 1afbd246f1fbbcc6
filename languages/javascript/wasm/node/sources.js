// The text of a program's files, as the interpreter is given it, and where its lines were before.
const system = require('system');
const { places } = require('stacks');

const WRAPPER = '(function (exports, require, module, __filename, __dirname) { ';
const SYNTAX = /^[ \t]*(?:import\b(?!\s*\()|export\b)|\bimport\.meta\b/m;
const TYPED = /\.[cm]?ts$/;

module.exports = { textOf, ofCommonJs, ofModule, looksLikeModule, hasModuleSyntax, firstAwait };

function textOf(file) {
  const fd = system.open(file, {});
  const bytes = new Uint8Array(system.stat(fd).size);
  for (let at = 0; at < bytes.length;) at += system.read(fd, bytes.subarray(at));
  system.close(fd);
  return system.decode(bytes).replace(/^\uFEFF/, '');
}

function ofCommonJs(file) {
  const text = plain(file);
  note(file, { before: WRAPPER.length, isWrapped: true });
  return `${WRAPPER}${text}\n})`;
}

function ofModule(file) {
  const text = plain(file);
  const url = JSON.stringify(`file://${file}`);
  const folder = JSON.stringify(file.slice(0, file.lastIndexOf('/')) || '/');
  const before = `Object.assign(import.meta, { url: ${url}, filename: ${JSON.stringify(file)}, dirname: ${folder}, resolve: (name) => new URL(name, ${url}).href }); `;
  note(file, { before: before.length, isModule: true });
  return before + text;
}

/** The file as JavaScript. */
function plain(file) {
  const text = textOf(file);
  const script = text.startsWith('#!') ? `//${text.slice(2)}` : text;
  return TYPED.test(file) && host.transform ? transformed(file, script) : script;
}

function note(file, { before, ...kind }) {
  const known = places.get(file);
  const back = known?.back;
  places.set(file, {
    ...kind,
    back,
    lines: () => textOf(file).split('\n'),
    at(line, column) {
      const place = { line, column: line === 1 ? Math.max(1, column - before) : column };
      return back ? back(place) : place;
    },
  });
}

function transformed(file, text) {
  places.set(file, { lines: () => text.split('\n'), at: (line, column) => ({ line, column }) });
  const { code, back } = require('types').transform(file, text);
  places.get(file).back = back;
  return code;
}

/** Whether a file that does not compile as CommonJS may be an ES module. */
function looksLikeModule(file, error) {
  const inFile = String(error.stack).includes(file);
  return inFile && (SYNTAX.test(textOf(file)) || /\bawait\b/.test(textOf(file)));
}

function hasModuleSyntax(file) {
  return SYNTAX.test(textOf(file));
}

/** Where a module first waits outside of functions, as far as that can be seen: a line and what stands in it. */
function firstAwait(file) {
  const lines = textOf(file).split('\n');
  const at = lines.findIndex((line) => /^(?!\s|\/[/*]).*\bawait\b/.test(line));
  return at === -1 ? '' : `:${at + 1}\n${lines[at]}\n${' '.repeat(lines[at].indexOf('await'))}^`;
}
