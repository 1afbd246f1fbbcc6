# {"want":["completed"],"stdin":"one\ntwo\n\nlast","stdout_is":"1 one\n2 two\n3 \n4 last\n","about":"stdin line by line, the last without its line break"}
import sys

for number, line in enumerate(sys.stdin, 1):
    print(number, line.rstrip("\n"))
