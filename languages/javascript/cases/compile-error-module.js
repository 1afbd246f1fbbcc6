// {"want":["error:exit"],"exit_code":1,"stdout_is":"","stderr_has":["SyntaxError: The requested module 'node:fs' does not provide an export named 'readFyle'"],"marks":[2],"about":"a name that a module does not have"}
import { readFyle } from 'node:fs';
console.log(readFyle);
