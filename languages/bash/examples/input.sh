sum=0 count=0
while read -ra numbers; do
  for number in "${numbers[@]}"; do
    ((sum += number, ++count))
  done
done
echo "$count numbers, sum $sum"
