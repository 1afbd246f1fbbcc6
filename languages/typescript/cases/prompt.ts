// {"want":["error:exit"],"exit_code":13,"stdout_is":"name? ","stderr_has":"unsettled top-level await","marks":[5],"about":"a prompt is seen although nothing answers, and so is where it waits"}
import { createInterface } from 'node:readline/promises';

const terminal = createInterface({ input: process.stdin, output: process.stdout });
const name: string = await terminal.question('name? ');
console.log('never', name);
