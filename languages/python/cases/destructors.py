# {"want":["completed"],"stdout_is":"end\nbye\nin a circle is gone\nfirst is gone\nsecond is gone\n","stderr_is":"","about":"objects are taken apart at the end, with their names still there, and after what is registered for the end"}
import atexit

class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print(self.name, GONE)

GONE = "is gone"
first, second = Named("first"), Named("second")
circle = Named("in a circle")
circle.itself = circle
del circle
atexit.register(print, "bye")
print("end")
