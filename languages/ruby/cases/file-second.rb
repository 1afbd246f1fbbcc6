# {"want":["completed"],"files":{"lib/greet.rb":"def greet(name) = \"Hello, #{name}\"\n","data.txt":"Ada\n"},"stdout_is":"Hello, Ada\n","about":"files beside the main file: a library in a folder, and data"}
require_relative 'lib/greet'
puts greet(File.read('data.txt').chomp)
