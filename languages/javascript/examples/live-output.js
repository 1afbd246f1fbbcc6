const { setTimeout: sleep } = require('timers/promises');

const [GREEN, DIM, RESET] = ['\x1b[32m', '\x1b[2m', '\x1b[0m'];

async function main() {
  for (let step = 0; step <= 30; step++) {
    const bar = GREEN + '━'.repeat(step) + RESET + DIM + '━'.repeat(30 - step) + RESET;
    process.stdout.write(`\r${bar} ${Math.floor((step * 100) / 30)} %`);
    await sleep(80);
  }
  console.log('\nDone.');
}

main();
