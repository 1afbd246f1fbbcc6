# An odd number that is twice another one: there is none, and it looks for ever.
n = 1
n += 2 until n.even?
puts "found #{n}"
