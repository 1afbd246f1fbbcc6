SIZE = (gets || 8).to_i

def place(queens = [])
  return [queens] if queens.size == SIZE

  (0...SIZE).flat_map do |column|
    is_safe = queens.each_with_index.none? do |other, row|
      other == column || (other - column).abs == queens.size - row
    end
    is_safe ? place(queens + [column]) : []
  end
end

solutions = place
puts "#{solutions.size} solutions; the first:"
solutions.first&.each { |column| puts Array.new(SIZE) { |n| n == column ? '♛' : '·' }.join(' ') }
