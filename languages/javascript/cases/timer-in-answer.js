// {"want":["completed"],"stdin":"x\n","stdout_is":"short\nlong\n","stderr_is":"","about":"a timer that is set when input arrives does not wait for a longer one that was there before"}
setTimeout(() => console.log('long'), 2000);
process.stdin.once('data', () => setTimeout(() => console.log('short'), 10));
