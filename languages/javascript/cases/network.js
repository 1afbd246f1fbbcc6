// {"want":["completed"],"stdout_is":"function\n","wasm":{"want":["error:exit"],"stdout_is":"","stderr_has":"The WebAssembly sandbox has no processes, threads or sockets.","marks":[2]},"about":"what needs sockets says so where there are none"}
const http = require('http');
console.log(typeof http.createServer);
