make_files() {
  local name
  for name in "$@"; do
    printf '%*s' $((RANDOM % 500)) '' > "$name.txt"
  done
}

mkdir box && cd box
make_files apple banana cherry
for file in *.txt; do
  printf '%-12s %4d bytes\n' "$file" "$(wc -c < "$file")"
done
