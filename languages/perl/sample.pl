use strict;
use warnings;

chomp(my $name = <STDIN> // '');
print "Hello, $name!\n";
