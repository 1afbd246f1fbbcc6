# {"want":["error:exit"],"exit_code":1,"stdout_is":"before\n","stderr_has":["return cake / guests  # here","ZeroDivisionError: division by zero"],"marks":[3,7],"about":"an error that nothing catches: what it says, and its line"}
def share(cake, guests):
    return cake / guests  # here


print("before")
share(1, 0)
