// Measuring.
module.exports = { performance: globalThis.performance };
