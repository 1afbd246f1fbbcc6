# An odd number that is twice another one: there is none, and it looks for ever.
my $n = 1;
$n = ($n + 2) % 1_000_000 until $n % 2 == 0;
print "found $n\n";
