// {"want":["completed"],"stdin":"one\ntwo\n\nlast","stdout_is":"1 one\n2 two\n3 \n4 last\n","about":"stdin line by line, the last without its line break"}
import * as readline from 'node:readline';

let number = 0;
for await (const line of readline.createInterface({ input: process.stdin })) console.log(++number, line as string);
