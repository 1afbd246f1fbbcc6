counts = $stdin.read.split.tally

counts.sort_by { |word, count| [-count, word] }.first(5).each do |word, count|
  puts "#{word.ljust(8)} #{'█' * count} #{count}"
end
