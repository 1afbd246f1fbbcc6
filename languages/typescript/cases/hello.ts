// {"want":["completed"],"stdout_is":"hello\n","stderr_is":"","about":"the least program"}
const word: string = 'hello';
console.log(word);
