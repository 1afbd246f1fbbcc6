// Paths, of a package.
const path = require('lib/path');

module.exports = Object.assign(path, { posix: path });
