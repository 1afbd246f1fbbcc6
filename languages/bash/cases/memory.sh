# {"want":["error:memory"],"about":"more memory than there may be ends for that reason"}
numbers=({1..20000000})
