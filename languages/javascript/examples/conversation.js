import { createInterface } from 'node:readline/promises';

const terminal = createInterface({ input: process.stdin, output: process.stdout });
const answers = terminal[Symbol.asyncIterator]();

async function ask(question) {
  process.stdout.write(question);
  const { value = 'nothing' } = await answers.next();
  console.log(value);
  return value;
}

const name = await ask('What is your name? ');
const animal = await ask(`And your favourite animal, ${name}? `);
console.log(`${animal[0].toUpperCase()}${animal.slice(1)}s like you, too.`);
