# {"want":["error:exit"],"exit_code":2,"stdout_is":"before\n","stderr_has":["main.sh: line 5: syntax error"],"marks":[5],"links":[5],"about":"a program that cannot be read to its end: what is wrong, and its line"}
echo before
if true; then
  echo never
done
