// {"want":["completed"],"stdout_is":"true /work/main.ts\n","stderr_is":"","about":"a CommonJS module is the main one, and sees itself as if it were started by hand"}
const path: string = __filename;
console.log(require.main === module, path);
