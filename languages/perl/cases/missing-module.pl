# {"want":["error:exit"],"stderr_has":["Can't locate Moose.pm in @INC","Only the modules that come with Perl"],"marks":[2],"about":"a module that is not there"}
use Moose;
