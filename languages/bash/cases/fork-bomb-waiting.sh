# {"want":["error:processes","timeout:time"],"limits":{"timeMs":3000},"about":"a fork bomb that waits for what it starts is told what it ran into"}
bomb() { bomb | bomb; }
bomb
