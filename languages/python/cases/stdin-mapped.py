# {"want":["completed"],"stdin":"alpha\nbeta\n","stdout_is":"11 beta\n","wasm":null,"about":"stdin mapped into memory"}
import mmap, os
size = os.fstat(0).st_size
with mmap.mmap(0, 0, access=mmap.ACCESS_READ) as text:
    print(size, text[6:10].decode())
