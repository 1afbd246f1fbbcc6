# {"want":["completed"],"stdout_is":"[0, 1, 4, 9]\n","about":"threads"}
p 4.times.map { |n| Thread.new { n * n } }.map(&:value)
