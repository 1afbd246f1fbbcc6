# {"want":["completed"],"stdout_is":"first\nlast\n","live":"first","about":"output is told while the program goes on, although it does not flush"}
import time

print("first")
time.sleep(2)
print("last")
