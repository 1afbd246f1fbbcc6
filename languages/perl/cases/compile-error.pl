# {"want":["error:exit"],"exit_code":255,"stdout_is":"","stderr_has":["syntax error at main.pl line 3","Execution of main.pl aborted due to compilation errors."],"marks":[3],"links":[3],"about":"a program that cannot be compiled: what is wrong, and its line"}
print "never";
if (1 { print "b" }
