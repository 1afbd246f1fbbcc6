# {"want":["error:exit"],"exit_code":255,"stdout_is":"before\n","stderr_is":"Illegal division by zero at main.pl line 6.\n","marks":[6],"links":[6],"about":"an error that nothing catches: what it says, and its line"}
use strict;
use warnings;
sub share {
    my ($cake, $guests) = @_;
    return $cake / $guests;
}

print "before\n";
share(1, 0);
