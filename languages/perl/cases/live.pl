# {"want":["completed"],"stdout_is":"first\nlast\n","live":"first","about":"output is told while the program goes on, although it does not flush"}
print "first\n";
sleep 2;
print "last\n";
