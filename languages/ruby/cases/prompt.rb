# {"want":["error:exit"],"exit_code":1,"stdout_is":"name? ","stderr_has":"for nil","marks":[3],"about":"a prompt is seen although nothing answers: gets gives nil"}
print 'name? '
puts 'never ' + gets.chomp
