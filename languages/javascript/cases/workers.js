// {"want":["completed"],"stdout_is":"6 7\n","stderr_is":"","wasm":{"want":["error:exit"],"stdout_is":"","stderr_is":null,"stderr_has":"The WebAssembly sandbox has no processes, threads or sockets.","marks":[2]},"about":"a thread and a process of its own, neither of which waits for the source again"}
const { Worker, isMainThread, parentPort } = require('worker_threads');
const { fork } = require('child_process');

if (!isMainThread) parentPort.postMessage(2 * 3);
else if (process.send) process.send(7);
else new Worker(__filename).on('message', (six) => fork(__filename).on('message', (seven) => console.log(six, seven)));
