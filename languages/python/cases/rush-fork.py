# {"want":["completed"],"stdout_has":["\nold\nchild\n","\nsystem\nparent\n"],"any_not":"old[^]*old","wasm":null,"about":"what is held is written once, before a fork, a command and _exit"}
import os

print("line\n" * 1000 + "rush\n" * 1000)
for n in range(3000):
    print(n)
print("old")
if os.fork() == 0:
    for n in range(1000):
        print(end="")
    print("child")
    os._exit(0)
os.wait()
for n in range(3000):
    print(n)
os.system("echo system")
print("parent")
