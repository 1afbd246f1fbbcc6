// {"want":["completed"],"stdout_is":"FIVE string\n","stderr_is":"","about":"types are not checked, as the notes say"}
const n: number = 'five';
console.log(n.toUpperCase(), typeof n);
