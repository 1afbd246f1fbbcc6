# {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓ žluťoučký 🐎\n11\n","about":"UTF-8 in the source, in stdin and in stdout"}
line = gets
puts "ahoj ✓ #{line}"
puts line.chomp.length
