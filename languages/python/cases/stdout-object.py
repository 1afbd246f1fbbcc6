# {"want":["completed"],"stdout_is":"True True w 1 False True\n2 1\n","about":"sys.stdout is what it is elsewhere, and no thread is seen"}
import io, sys, threading

for n in range(1000):
    print(end="")
out = sys.stdout
print(type(out) is io.TextIOWrapper, out is sys.__stdout__, out.mode, out.fileno(), out.line_buffering, out.writable())
out.reconfigure(line_buffering=True)
print(out.line_buffering + 1, threading.active_count())
