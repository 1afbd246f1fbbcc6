# {"want":["completed"],"stdout_is":"one\ntwo\nthree\n","about":"a program may put another stdout in the place of the usual, and drop that"}
import gc, io, sys

print("one")
sys.stdout = sys.__stdout__ = io.TextIOWrapper(sys.stdout.detach(), "utf-8", line_buffering=True)
print("two")
sys.stdout = sys.__stdout__ = open(1, "w", closefd=False)
gc.collect()
junk = [bytes(size) for size in range(2000)]
print("three")
