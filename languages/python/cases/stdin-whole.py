# {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
import sys

text = sys.stdin.read()
print(len(text), text[::-1])
