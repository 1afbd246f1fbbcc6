# {"want":["completed"],"stdout_is":"plain\n","stderr_is":"","about":"a module that is not there and need not be"}
try:
    import numpy
except ImportError:
    print("plain")
