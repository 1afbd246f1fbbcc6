// {"want":["error:exit"],"exit_code":1,"stderr_has":["ReferenceError: prompt is not defined","prompt exists in browsers only, not in Node.js."],"marks":[2],"wasm":null,"about":"a function of browsers: why it is missing"}
const name = prompt('name?');
console.log(name);
