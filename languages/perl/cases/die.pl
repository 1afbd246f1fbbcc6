# {"want":["error:exit"],"exit_code":255,"stderr_has":"no cake at main.pl line 3, <STDIN> line 1.","stdin":"a\nb\n","marks":[3],"about":"a program that dies, and says how much it had read"}
my $line = <STDIN>;
die 'no cake';
