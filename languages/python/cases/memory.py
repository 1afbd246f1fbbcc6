# {"want":["error:memory"],"about":"more memory than there may be ends for that reason"}
blocks = []
while True:
    blocks.append(bytearray(16 * 1024 * 1024))
