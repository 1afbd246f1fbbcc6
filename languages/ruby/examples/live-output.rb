GREEN, DIM, RESET = "\e[32m", "\e[2m", "\e[0m"

(0..30).each do |step|
  print "\r#{GREEN}#{'━' * step}#{RESET}#{DIM}#{'━' * (30 - step)}#{RESET} #{step * 100 / 30} %"
  sleep 0.08
end
puts "\nDone."
