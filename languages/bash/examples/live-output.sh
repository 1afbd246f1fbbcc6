green=$'\e[32m' reset=$'\e[0m'
for step in {1..20}; do
  printf -v bar '%*s' "$step" ''
  printf '\r%s%s%s %3d %%' "$green" "${bar// /━}" "$reset" $((step * 5))
  sleep 0.1
done
echo
echo Done.
