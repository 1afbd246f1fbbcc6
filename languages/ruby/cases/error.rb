# {"want":["error:exit"],"exit_code":1,"stdout_is":"before\n","stderr_has":["divided by 0 (ZeroDivisionError)"],"marks":[3,7],"links":[3,7],"about":"an error that nothing catches: what it says, and its line"}
def share(cake, guests)
  cake / guests
end

puts 'before'
share(1, 0)
