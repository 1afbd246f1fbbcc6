// {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
import { readFileSync } from 'fs';

const text: string = readFileSync(0, 'utf8');
console.log(text.length, [...text].reverse().join(''));
