# {"want":["error:exit"],"exit_code":1,"stdout_is":"before\n","stderr_has":["main.sh: line 3: 1 / 0: division by 0"],"marks":[3],"links":[3],"about":"an error that ends it: what it says, and its line"}
echo before
echo $((1 / 0))
exit 1
