# {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"line\nbegun","about":"nor at a crash"}
import os

print("line")
print("begun", end="")
os.abort()
