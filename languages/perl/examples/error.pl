use strict;
use warnings;

my %slices = (Ada => 2);

sub slices_of {
    my ($guest) = @_;
    return $slices{$guest} // die "$guest has no cake";
}

print "$_ has ", slices_of($_), "\n" for qw(Ada Alan);
