# {"want":["completed"],"stdout_has":["buffered answer","closed"],"about":"what the interpreter does at its end: buffered files are written, living objects get their __del__"}
class Connection:
    def __del__(self):
        print("closed")

connection = Connection()
out = open(1, "w", closefd=False)
out.write("buffered answer\n")
