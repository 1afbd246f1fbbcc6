const limit = Number(require('fs').readFileSync(0, 'utf8')) || 100;

const isComposite = new Uint8Array(limit + 1);
const primes = [];
for (let n = 2; n <= limit; n++) {
  if (isComposite[n]) continue;
  primes.push(n);
  for (let multiple = n * n; multiple <= limit; multiple += n) isComposite[multiple] = 1;
}

console.log(`${primes.length} primes up to ${limit}`);
console.log(`the last ones: ${primes.slice(-5).join(', ')}`);
