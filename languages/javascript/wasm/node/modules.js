// Modules of both kinds: CommonJS by `require`, and ES modules, which the interpreter asks for by name and text.
const system = require('system');
const errors = require('errors');
const { withCode } = require('stacks');
const sources = require('sources');
const path = require('path');

/** What programs may require, by the names of our files. */
const BUILTINS = [
  'assert',
  'buffer',
  'console',
  'events',
  'fs',
  'fs/promises',
  'module',
  'os',
  'path',
  'perf_hooks',
  'process',
  'readline',
  'readline/promises',
  'string_decoder',
  'timers',
  'timers/promises',
  'url',
  'util',
];
const NAME = /^[A-Za-z_$][\w$]*$/;
/** Where ES modules find what is no ES module. */
const GIVEN = Symbol.for('codeengine.given');
const cache = Object.create(null);

module.exports = { builtin, runMain, createRequire, builtinModules: BUILTINS };

Object.defineProperty(globalThis, GIVEN, { value: (name) => given(name), enumerable: false });
host.handlers(
  (from, name) => resolveModule(name, from),
  (name) => textOfModule(name),
  require('loop').hear,
);

function builtin(name) {
  return require(name === 'events' ? 'lib/events' : name);
}

/** Runs the main file as a module of the kind that it is. */
function runMain(file) {
  if (kindOf(file) === 'module') return runModule(file);
  try {
    loadCommonJs(file, null);
  } catch (error) {
    if (!(error instanceof SyntaxError) || !sources.looksLikeModule(file, error) || kindOf(file) === 'commonjs')
      throw error;
    delete cache[file];
    runModule(file);
  }
}

function runModule(file) {
  const promise = host.module(sources.ofModule(file), file);
  let isSettled = false;
  promise.then(
    () => (isSettled = true),
    (error) => {
      isSettled = true;
      errors.uncaught(error, 'uncaughtException');
    },
  );
  require('process').once('exit', () => {
    if (isSettled || require('process').exitCode !== undefined) return;
    system.write(
      2,
      system.encode(`Warning: Detected unsettled top-level await at file://${file}${sources.firstAwait(file)}\n`),
    );
    require('process').exitCode = 13;
  });
}

/** What a file is by its name, or by the package.json beside or above it; undefined where neither says. */
function kindOf(file) {
  const extension = path.extname(file);
  if (/^\.m[jt]s$/.test(extension)) return 'module';
  if (/^\.c[jt]s$/.test(extension)) return 'commonjs';
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const found = `${folder === '/' ? '' : folder}/package.json`;
    if (system.stat(found)?.isFile) return typeIn(found);
    if (folder === '/') return undefined;
  }
}

function typeIn(file) {
  const { type } = JSON.parse(sources.textOf(file));
  return type === 'module' ? 'module' : type === 'commonjs' ? 'commonjs' : undefined;
}

function loadCommonJs(file, parent) {
  const known = cache[file];
  if (known) return known.exports;
  const made = {
    id: parent ? file : '.',
    path: path.dirname(file),
    filename: file,
    exports: {},
    loaded: false,
    children: [],
    paths: [],
  };
  const load = requireFrom(made);
  made.require = load;
  if (!parent) load.main = main = made;
  cache[file] = made;
  try {
    if (path.extname(file) === '.json') made.exports = JSON.parse(sources.textOf(file));
    else
      host
        .script(sources.ofCommonJs(file), file)
        .call(made.exports, made.exports, load, made, file, path.dirname(file));
  } catch (error) {
    delete cache[file];
    throw error;
  }
  made.loaded = true;
  return made.exports;
}

let main;
function requireFrom(parent) {
  const load = (name) => {
    if (typeof name !== 'string')
      throw withCode(
        new TypeError(`The "id" argument must be of type string. Received ${typeof name}`),
        'ERR_INVALID_ARG_TYPE',
      );
    const known = builtinNamed(name);
    if (known) return builtin(known);
    const file = resolve(name, parent.filename);
    if (!file) throw notFound(`Cannot find module '${name}'\nRequire stack:\n- ${parent.filename}`, 'MODULE_NOT_FOUND');
    if (kindOf(file) === 'module') return requireModule(file);
    try {
      return loadCommonJs(file, parent);
    } catch (error) {
      if (error instanceof SyntaxError && sources.looksLikeModule(file, error)) return requireModule(file);
      throw error;
    }
  };
  load.main = main;
  load.cache = cache;
  load.resolve = (name) => builtinNamed(name) ?? resolve(name, parent.filename);
  return load;
}

function createRequire(from) {
  return requireFrom({ filename: String(from).replace(/^file:\/\//, '') });
}

/** The exports of an ES module, which must not wait for anything. */
function requireModule(file) {
  const promise = host.module(
    `export * from ${JSON.stringify(file)}; export { default } from ${JSON.stringify(file)};`,
    `${file}?required`,
  );
  promise.catch(() => {});
  host.jobs();
  if (host.stateOf(promise) === 1) return host.resultOf(promise);
  if (host.stateOf(promise) === 2) throw host.resultOf(promise);
  throw withCode(
    new Error('require() cannot be used on an ESM graph with top-level await.'),
    'ERR_REQUIRE_ASYNC_MODULE',
  );
}

function builtinNamed(name) {
  const plain = name.replace(/^node:/, '');
  return BUILTINS.includes(plain) ? plain : undefined;
}

function resolve(name, from) {
  if (!/^(?:\.{0,2}\/|\.{1,2}$)/.test(name)) return undefined;
  const whole = path.resolve(path.dirname(from), name);
  const candidates = [whole, ...['.js', '.json', '.cjs', '.mjs', '.ts', '/index.js'].map((end) => whole + end)];
  return candidates.find((file) => system.stat(file)?.isFile);
}

function notFound(text, code) {
  return withCode(new Error(text), code);
}

/** The whole name of a module that an ES module imports. */
function resolveModule(name, from) {
  if (from.startsWith('/site/') || name.startsWith('/work/')) return name;
  const known = builtinNamed(name);
  if (known) return `node:${known}`;
  const plain = name.startsWith('file://') ? name.slice('file://'.length) : name;
  if (!/^\.{0,2}\//.test(plain))
    throw notFound(`Cannot find package '${name}' imported from ${from}`, 'ERR_MODULE_NOT_FOUND');
  const file = path.resolve(path.dirname(from), plain);
  if (system.stat(file)?.isFile) return file;
  throw notFound(`Cannot find module '${file}' imported from ${from}`, 'ERR_MODULE_NOT_FOUND');
}

function textOfModule(name) {
  if (name.startsWith('node:')) return exportsOf(name, builtin(name.slice('node:'.length)));
  const kind = kindOf(name);
  if (path.extname(name) === '.json') return `export default ${sources.textOf(name)};`;
  if (kind === 'module' || (kind === undefined && sources.hasModuleSyntax(name))) return sources.ofModule(name);
  return exportsOf(name, loadCommonJs(name, main ?? { filename: name }));
}

/** An ES module that exports what a CommonJS module does. */
function exportsOf(name, values) {
  const names = Object.keys(Object(values)).filter((key) => NAME.test(key) && key !== 'default');
  const alias = names.map((key, n) => `const v${n} = all[${JSON.stringify(key)}]; export { v${n} as ${key} };`);
  return `const all = globalThis[Symbol.for('codeengine.given')](${JSON.stringify(name)}); export default all; ${alias.join(' ')}`;
}

function given(name) {
  return name.startsWith('node:') ? builtin(name.slice('node:'.length)) : cache[name].exports;
}
