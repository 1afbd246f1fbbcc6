# {"want":["error:memory"],"about":"a command that needs more memory than there may be ends for that reason, and the program with it"}
tail /dev/zero
