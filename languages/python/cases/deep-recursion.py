# {"want":["completed"],"stdout_is":"20000\n","wasm":null,"about":"recursion as deep as the program allows itself"}
import sys
sys.setrecursionlimit(10**6)

def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)

print(depth(20000))
