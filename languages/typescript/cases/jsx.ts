// {"want":["error:exit"],"exit_code":1,"stderr_has":["SyntaxError","Node.js has no JSX."],"wasm":null,"about":"JSX: why it is refused"}
const greeting: unknown = <p>hello</p>;
console.log(greeting);
