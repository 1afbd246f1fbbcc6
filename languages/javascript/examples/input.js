const text = require('fs').readFileSync(0, 'utf8');

const numbers = text.split(/\s+/).filter(Boolean).map(Number);
const sum = numbers.reduce((total, n) => total + n, 0);
console.log(`${numbers.length} numbers, sum ${sum}`);
console.log(`The largest is ${Math.max(...numbers)}`);
