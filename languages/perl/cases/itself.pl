# {"want":["completed"],"stdout_is":"main.pl main.pl\nafter the end\n","about":"the main file is the program, as by hand, and holds data below its end; nothing is switched on"}
$undeclared = 1;
print "$0 ", __FILE__, "\n", <DATA>;
__DATA__
after the end
