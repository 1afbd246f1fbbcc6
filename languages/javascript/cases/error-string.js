// {"want":["error:exit"],"exit_code":1,"stderr_has":"nothing works","marks":[2],"wasm":{"marks":[]},"about":"something is thrown that is no error"}
throw 'nothing works';
