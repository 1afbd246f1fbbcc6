# {"want":["error:exit"],"exit_code":3,"stdout_is":"text bytes descriptor text bytes descriptor text bytes descriptor begun","stderr_is":"error\n","about":"what is printed, written as bytes and written to the descriptor keeps its order, whichever buffer holds it, and os._exit loses none"}
import os, sys

for n in range(3):
    print("text", end=" ")
    sys.stdout.flush()
    sys.stdout.buffer.write(b"bytes ")
    sys.stdout.buffer.flush()
    os.write(1, b"descriptor ")
sys.stdout.write("begun")
print("error", file=sys.stderr)
os._exit(3)
