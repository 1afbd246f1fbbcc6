import { readFileSync } from 'node:fs';

const [name]: string[] = readFileSync(0, 'utf8').split('\n');
console.log(`Hello, ${name}!`);
