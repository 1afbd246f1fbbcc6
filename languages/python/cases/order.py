# {"want":["completed"],"stdout_is":"1\n3\n","stderr_is":"2\n4\n","order":["1\n","2\n","3\n","4\n"],"about":"stdout and stderr are told in the order in which they were written"}
import sys, time

print(1)
print(2, file=sys.stderr)
time.sleep(0.1)
print(3)
print(4, file=sys.stderr)
