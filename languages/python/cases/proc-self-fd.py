# {"want":["completed"],"stdin":"a\n","stdout_is":"a\nb\n","stderr_is":"c\n","about":"the standard streams under their names in /proc"}
print(open("/proc/self/fd/0").read(), end="")
print("b", file=open("/proc/self/fd/1", "w"))
print("c", file=open("/proc/self/fd/2", "w"))
