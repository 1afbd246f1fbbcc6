# {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
text = $stdin.read
puts "#{text.length} #{text.reverse}"
