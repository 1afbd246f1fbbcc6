# Required before the main file, which is a FIFO while Ruby is started ahead: waits until it was written, and leaves the
# rest to Ruby, which finds an ordinary file under that name by then.
$stdout.sync = true # each line is seen as it is written
File.read($0) if File.pipe?($0)
