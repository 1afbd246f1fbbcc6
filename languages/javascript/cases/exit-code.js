// {"want":["error:exit"],"exit_code":4,"stdout_is":"bye 4\n","stderr_is":"","about":"an exit code that is set, for a program that ends by itself"}
process.on('exit', (code) => console.log('bye', code));
setTimeout(() => (process.exitCode = 4), 1);
