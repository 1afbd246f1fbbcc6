# {"want":["error:exit"],"exit_code":3,"about":"a program that copes with refused memory has an end of its own"}
import sys

try:
    bytearray(sys.maxsize - 100)
except MemoryError:
    sys.exit(3)
