// {"want":["error:exit"],"exit_code":1,"stdout_is":"","stderr_has":["SyntaxError: missing ) after argument list"],"marks":[3],"links":[3],"wasm":{"stderr_has":"SyntaxError: "},"about":"a program that cannot be compiled: what is wrong, and its line"}
console.log('never');
console.log('b';
