# {"want":["timeout:time"],"limits":{"timeMs":1000},"stdout_is":"line\nbegun","about":"a begun line that nobody flushed is not lost at the time limit"}
print("line")
print("begun", end="")
while True:
    pass
