# {"want":["error:exit"],"stderr_has":["cannot load such file -- rails","Only the standard library and the files of the program are available"],"about":"a gem that is not there"}
require 'rails'
