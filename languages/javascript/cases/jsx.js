// {"want":["error:exit"],"exit_code":1,"stderr_has":["SyntaxError: Unexpected token '<'","Node.js has no JSX."],"marks":[2],"wasm":null,"about":"JSX: why it is refused"}
const greeting = <p>hello</p>;
console.log(greeting);
