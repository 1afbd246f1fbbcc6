// {"want":["completed"],"stdin":"3\n1 2 3\n","stdout_is":"6\n","about":"stdin by its name, as contest programs read it"}
const [, numbers] = require('fs').readFileSync('/dev/stdin', 'utf8').split('\n');
console.log(numbers.split(' ').reduce((sum, n) => sum + Number(n), 0));
