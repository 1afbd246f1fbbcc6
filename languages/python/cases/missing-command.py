# {"want":["error:exit"],"stderr_has":"There is no command git in the sandbox.","wasm":null,"about":"a command that is not there"}
import subprocess

subprocess.run(["git", "--version"])
