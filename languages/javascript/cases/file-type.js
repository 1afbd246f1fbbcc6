// {"want":["completed"],"files":{"package.json":"{\"type\":\"module\"}","greet.js":"export const greet = (name) => `Hello, ${name}`;\n"},"stdout_is":"Hello, Ada\n","stderr_is":"","about":"a package.json that makes modules of all files"}
import { greet } from './greet.js';
console.log(greet('Ada'));
