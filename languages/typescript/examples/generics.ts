// A stack of anything, and the values of expressions in reverse Polish notation from the input.
import { readFileSync } from 'node:fs';

class Stack<T> {
  readonly #items: T[] = [];
  push = (item: T): number => this.#items.push(item);
  pop(): T {
    if (this.#items.length === 0) throw new Error('nothing is left');
    return this.#items.pop()!;
  }
}

type Operation = (one: number, other: number) => number;
const operations: Record<string, Operation> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
};

for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const stack = new Stack<number>();
  for (const word of line.split(' ')) {
    const operation = operations[word];
    if (!operation) stack.push(Number(word));
    else {
      const other = stack.pop();
      stack.push(operation(stack.pop(), other));
    }
  }
  console.log(`${line} = ${stack.pop()}`);
}
