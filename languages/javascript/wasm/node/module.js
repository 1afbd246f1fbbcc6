// Modules, as programs see them.
const { createRequire, builtinModules } = require('modules');

module.exports = {
  createRequire,
  builtinModules,
  isBuiltin: (name) => builtinModules.includes(name.replace(/^node:/, '')),
};
