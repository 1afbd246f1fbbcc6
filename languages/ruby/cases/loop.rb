# {"want":["timeout:time"],"limits":{"timeMs":3000},"stdout_is":"before\n","about":"a loop without end is stopped at the time limit; what it wrote is kept"}
puts 'before'
loop {}
