# {"want":["completed"],"stdout_is":"name? nothing\n","about":"a prompt is seen although nothing answers"}
print 'name? ';
my $name = <STDIN> // 'nothing';
print "$name\n";
