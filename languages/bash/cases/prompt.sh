# {"want":["error:exit"],"exit_code":1,"stdout_is":"name? ","about":"a prompt is seen although nothing answers"}
printf 'name? '
read -r name
