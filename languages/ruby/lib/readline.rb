# In an interactive run Readline is Reline, as in Ruby 3.3, and asks as reline.rb says.
require 'reline'

Readline = Reline
