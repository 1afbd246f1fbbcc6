# In an interactive run Reline asks as gets does. Its own line editor draws as on a terminal, and looks again and again
# whether there is input, so that nobody could see that the program waits.
$LOAD_PATH.delete(__dir__)
require 'reline'

def Reline.readline(prompt = '', add_hist = false)
  $stdout.print(prompt)
  line = $stdin.gets(chomp: true)
  Reline::HISTORY << line if add_hist && line
  line
end
