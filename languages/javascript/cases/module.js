// {"want":["completed"],"stdout_is":"module file:///work/main.js /work undefined\n","stderr_is":"","about":"an ES module by its syntax alone, with await outside of functions"}
import { setTimeout as sleep } from 'node:timers/promises';

const word = await sleep(5, 'module');
console.log(word, import.meta.url, import.meta.dirname, typeof require);
