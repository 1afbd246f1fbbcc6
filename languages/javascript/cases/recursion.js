// {"want":["completed"],"stdout_is":"6000 RangeError Maximum call stack size exceeded\n","stderr_is":"","about":"recursion may be deep, and without an end is an error that can be caught"}
const depth = (n) => (n === 0 ? 0 : 1 + depth(n - 1));
const forever = () => 1 + forever();
try {
  process.stdout.write(`${depth(6000)} `);
  forever();
} catch (error) {
  console.log(error.name, error.message);
}
