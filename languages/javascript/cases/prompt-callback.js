// {"want":["completed"],"stdout_is":"name? ","about":"a question that nobody answers ends the program, as by hand"}
const terminal = require('readline').createInterface({ input: process.stdin, output: process.stdout });
terminal.question('name? ', (name) => {
  console.log('never', name);
  terminal.close();
});
