# {"want":["error:exit"],"exit_code":1,"stdout_is":"text\n","stderr_is":"Traceback (most recent call last):\n  File \"/work/main.py\", line 5, in <module>\n    sys.stdout.buffer.write(\"text\")\nTypeError: a bytes-like object is required, not 'str'\n","wasm":{"stderr_is":null,"stderr_has":"TypeError: a bytes-like object is required, not 'str'","stderr_not":"site"},"about":"the traceback of a write that fails shows the program alone"}
import sys

sys.stdout.buffer.write(b"text\n")
sys.stdout.buffer.write("text")
