fibonacci = Enumerator.new do |numbers|
  one, other = 0, 1
  loop do
    numbers << one
    one, other = other, one + other
  end
end

puts fibonacci.lazy.select(&:even?).map { |n| n * n }.first(8).join(', ')
