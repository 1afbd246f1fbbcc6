use strict;
use warnings;

for my $left (reverse 1 .. 5) {
    print "$left … ";
    select undef, undef, undef, 0.5;
}
print "\e[1;32mlift-off\e[0m\n";
