# {"want":["error:exit"],"exit_code":1,"stdout_is":"80 24\n","stderr_has":"There are no windows and no terminal in the sandbox.","marks":[4],"about":"the size of the terminal, and why there is none when a program asks for it"}
import os, shutil
print(*shutil.get_terminal_size())
os.get_terminal_size()
