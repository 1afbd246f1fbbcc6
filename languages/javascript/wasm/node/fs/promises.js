// Files, with promises.
module.exports = require('fs').promises;
