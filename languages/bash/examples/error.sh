set -euo pipefail

declare -A slices=([Ada]=2)

for guest in Ada Alan; do
  echo "$guest has ${slices[$guest]}"
done
