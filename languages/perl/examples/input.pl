use strict;
use warnings;

my %count;
while (my $line = <STDIN>) {
    $count{lc $1}++ while $line =~ /(\w+)/g;
}
for my $word (sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count) {
    printf "%-8s %d\n", $word, $count{$word};
}
