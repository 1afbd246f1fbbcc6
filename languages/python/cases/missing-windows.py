# {"want":["error:exit"],"stderr_has":"There are no windows and no terminal in the sandbox.","about":"a module that needs windows"}
import turtle
turtle.forward(100)
