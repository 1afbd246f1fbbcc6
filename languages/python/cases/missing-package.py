# {"want":["error:exit"],"stderr_has":"No module named 'numpy'\nOnly the standard library is available.","about":"a package that is not there"}
import numpy
