// {"want":["completed"],"files":{"lib/greet.ts":"export interface Who { name: string }\nexport enum How { Loud = 1 }\nexport const greet = (who: Who, how: How): string => `Hello, ${who.name} ${how}`;\n"},"stdout_is":"Hello, Ada 1\n","stderr_is":"","about":"a file beside the main file, with types of its own"}
import { greet, How, type Who } from './lib/greet.ts';

const ada: Who = { name: 'Ada' };
console.log(greet(ada, How.Loud));
