// {"want":["completed"],"stdout_is":"true /work/main.js /work\n[\"/work/main.js\"] [\"/work/main.js\"]\n","stderr_is":"","about":"a CommonJS module is the main one, and sees itself as if it were started by hand"}
console.log(require.main === module, __filename, __dirname);
console.log(JSON.stringify(process.argv.slice(1)), JSON.stringify(Object.keys(require.cache)));
