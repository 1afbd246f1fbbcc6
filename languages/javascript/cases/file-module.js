// {"want":["completed"],"files":{"lib/greet.js":"exports.greet = (name) => `Hello, ${name}`;\n","package.json":"{\"type\":\"commonjs\"}","data.json":"{\"name\":\"Ada\"}"},"stdout_is":"Hello, Ada\n","about":"files beside the main file: a module in a folder, and data"}
const { greet } = require('./lib/greet');
console.log(greet(require('./data.json').name));
