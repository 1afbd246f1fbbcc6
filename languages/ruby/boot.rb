# Runs a program as Ruby runs its main file. Where Ruby is started in advance, the program's file is a FIFO, and Ruby would
# open it before it loads its library. So this script is Ruby's main file: it waits until the FIFO was written, and runs
# the program.
file = ARGV.shift
File.read(file) if File.pipe?(file)
$stdout.sync = true # each line is shown as it is written
$0 = file

begin
  program = RubyVM::InstructionSequence.compile_file(file)
  data = File.open(file)
  Object.const_set(:DATA, data) if data.each_line.any? { |line| line.chomp == '__END__' }
  program.eval
rescue Exception => error # its backtrace, and those of its causes, show the program's own frames only
  while error
    own = error.backtrace&.take_while { |frame| !frame.start_with?(__FILE__) }
    error.set_backtrace(own.empty? ? [file] : own) if own && !error.frozen? # an error outside Ruby code has no frame
    error = error.cause
  end
  raise
end
