// {"want":["completed"],"stdout_is":"first\nlast\n","live":"first","about":"output is told while the program goes on, although it does not flush"}
console.log('first');
const until: number = Date.now() + 2000;
while (Date.now() < until);
console.log('last');
