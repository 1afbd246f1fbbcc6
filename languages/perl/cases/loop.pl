# {"want":["timeout:time"],"limits":{"timeMs":1000},"stdout_is":"before\n","about":"a loop without end is stopped at the time limit; what it wrote is kept"}
print "before\n";
1 while 1;
