// 27 goes up to 9232 before it comes down to 1. This one never ends, since 1 is no multiple of 3.
let n = 27;
while (n % 3 !== 0 || n === 27) {
  n = n % 2 === 0 ? n / 2 : 3 * n + 1;
}
console.log('found', n);
