# {"want":["error:exit"],"exit_code":1,"stdout_is":"name? ","stderr_has":"EOFError: EOF when reading a line","about":"a prompt is seen although nothing answers: EOFError"}
name = input("name? ")
print("never", name)
