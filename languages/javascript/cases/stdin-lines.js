// {"want":["completed"],"stdin":"one\ntwo\n\nlast","stdout_is":"1 one\n2 two\n3 \n4 last\n","about":"stdin line by line, the last without its line break"}
const readline = require('readline');

let number = 0;
const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => console.log(++number, line));
