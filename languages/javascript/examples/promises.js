// Three workers take turns, although there is one thread: each `await` lets the others go on.
const { setTimeout: sleep } = require('timers/promises');

const started = Date.now();
const elapsed = () => `${String(Date.now() - started).padStart(4)} ms`;

async function cook(dish, ms) {
  console.log(elapsed(), 'start', dish);
  await sleep(ms);
  console.log(elapsed(), 'ready', dish);
  return dish;
}

async function main() {
  const dishes = await Promise.all([cook('soup', 600), cook('salad', 200), cook('bread', 400)]);
  console.table(dishes.map((dish) => ({ dish, letters: dish.length })));
}

main();
