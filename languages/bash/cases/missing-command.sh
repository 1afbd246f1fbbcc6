# {"want":["error:exit"],"exit_code":127,"stderr_is":"main.sh: line 2: frobnicate: command not found\nThere is no command frobnicate in the sandbox.\n","marks":[2],"about":"a command that is not there"}
frobnicate --all
