# {"want":["error:exit"],"exit_code":1,"stdin":"secret\n","stderr_has":["Errno::ENOTTY","There is no terminal in the sandbox."],"marks":[3],"about":"what needs a terminal: why it fails"}
require 'io/console'
puts $stdin.noecho(&:gets)
