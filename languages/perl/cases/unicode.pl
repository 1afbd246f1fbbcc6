# {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓ žluťoučký 🐎\n11\n","about":"UTF-8 in the source, in stdin and in stdout"}
use utf8;
binmode $_, ':encoding(UTF-8)' for *STDIN, *STDOUT;
my $line = <STDIN>;
print "ahoj ✓ $line";
chomp $line;
print length($line), "\n";
