# {"want":["completed"],"stdout_has":["line 4999\nbegun","end\n"],"live":"line 4999\nbegun","about":"what is written last of much is told while the program computes"}
import time

for n in range(5000):
    print("line", n)
print("begun", end=" ")
end = time.monotonic() + 3
while time.monotonic() < end:
    pass
print("end")
