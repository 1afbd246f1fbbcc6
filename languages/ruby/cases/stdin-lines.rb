# {"want":["completed"],"stdin":"one\ntwo\n\nlast","stdout_is":"1 one\n2 two\n3 \n4 last\n","about":"stdin line by line, the last without its line break"}
number = 0
while (line = gets)
  puts "#{number += 1} #{line.chomp}"
end
