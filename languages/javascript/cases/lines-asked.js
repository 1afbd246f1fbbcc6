// {"want":["completed"],"stdin":"Ada\n36\n","stdout_is":"name? age? Ada is 36\nclosed\n","stderr_is":"","about":"questions one after another, and lines by their event"}
const readline = require('readline');
const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
terminal.question('name? ', (name) => {
  terminal.question('age? ', (age) => {
    console.log(`${name} is ${age}`);
    terminal.close();
  });
});
terminal.on('close', () => console.log('closed'));
