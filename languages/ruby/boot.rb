# Runs a program as Ruby runs its main file. While Ruby is started ahead that file is a FIFO: Ruby itself would open it before
# it loads its library, so this is the main file, waits at the FIFO until the program was written, and runs the program.
file = ARGV.shift
File.read(file) if File.pipe?(file)
$stdout.sync = true # each line is seen as it is written
$0 = file

begin
  program = RubyVM::InstructionSequence.compile_file(file)
  data = File.open(file)
  Object.const_set(:DATA, data) if data.each_line.any? { |line| line.chomp == '__END__' }
  program.eval
rescue Exception => error # its own frames alone, and those of what caused it
  while error
    own = error.backtrace&.take_while { |frame| !frame.start_with?(__FILE__) }
    error.set_backtrace(own.empty? ? [file] : own) if own && !error.frozen? # what is not Ruby has no frame
    error = error.cause
  end
  raise
end
