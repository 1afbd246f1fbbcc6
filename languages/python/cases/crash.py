# {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"before\n","about":"a crash by a signal"}
import os

print("before", flush=True)
os.abort()
