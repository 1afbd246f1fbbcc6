// {"want":["error:exit"],"files":{"greet.ts":"export const greet = (name: string): string => `Hello, ${name}`;\n"},"stderr_has":"An import names its file with the extension, as in './other.ts'.","about":"an import without the extension, which TypeScript’s compiler would accept"}
import { greet } from './greet';

console.log(greet('Ada'));
