// Looks for a number that is its own half. Zero is left out, so it never ends.
let n: number = 1;
while (n / 2 !== n) {
  n = n % 1_000_000 === 0 ? 1 : n + 1;
}
console.log('found', n);
