# {"want":["completed"],"files":{"lib/Greet.pm":"package Greet;\nsub greet { return \"Hello, $_[0]\" }\n1;\n"},"stdout_is":"Hello, Ada\n","about":"a module in a folder beside the main file"}
use lib 'lib';
use Greet;
print Greet::greet('Ada'), "\n";
