# {"want":["completed"],"stdout_has":["worker","last"],"wasm":null,"about":"threads end before the interpreter does, and what is registered for the end is called"}
import atexit, threading, time

def work():
    time.sleep(0.2)
    print("worker")

atexit.register(print, "last")
threading.Thread(target=work).start()
