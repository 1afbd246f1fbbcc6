# {"want":["completed"],"stdin":"3\n4\n","stdout_is":"7\n","stderr_is":"summed\n","about":"/dev/stdin, /dev/stdout and /dev/stderr opened by name, which fails where a root process made the pipes, or where there is no /dev"}
with open("/dev/stdin") as source:
    total = sum(int(line) for line in source)
with open("/dev/stdout", "w") as sink:
    print(total, file=sink)
with open("/dev/stderr", "w") as log:
    print("summed", file=log)
