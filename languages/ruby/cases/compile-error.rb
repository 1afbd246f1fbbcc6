# {"want":["error:exit"],"exit_code":1,"stdout_is":"","stderr_has":["SyntaxError"],"marks":[3],"about":"a program that cannot be compiled: what is wrong, and its line"}
puts 'never'
if true puts 'b'
end
