import itertools
import time

for second in itertools.count(1):
    print(f"still here after {second} s", flush=True)
    time.sleep(1)
