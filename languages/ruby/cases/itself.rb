# {"want":["completed"],"stdout_is":"true main.rb\nafter the end\n","about":"the main file is the program, as by hand, and holds data below its end"}
puts "#{__FILE__ == $0} #{$0}"
puts DATA.read
__END__
after the end
