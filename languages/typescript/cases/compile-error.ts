// {"want":["error:exit"],"exit_code":1,"stdout_is":"","stderr_has":["SyntaxError","Expected ',', got ';'"],"marks":[3],"links":[3],"about":"a program that cannot be compiled: what is wrong, and its line"}
console.log('never');
console.log('b' as string;
