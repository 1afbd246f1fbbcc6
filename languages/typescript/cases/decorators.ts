// {"want":["error:exit"],"exit_code":1,"stderr_has":["SyntaxError: ","Node.js has no decorators."],"wasm":null,"about":"a decorator: why it is refused"}
function logged(method: Function): Function {
  return method;
}
class Greeter {
  @logged
  greet() {}
}
new Greeter().greet();
