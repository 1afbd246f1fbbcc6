# {"want":["error:memory"],"about":"more memory than there may be ends for that reason"}
blocks = []
loop { blocks << 'x' * 16 * 1024 * 1024 }
