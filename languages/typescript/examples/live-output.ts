import { setTimeout as sleep } from 'node:timers/promises';

const [CYAN, RESET] = ['\x1b[36m', '\x1b[0m'];
const frames: readonly string[] = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];

for (let step = 0; step < 40; step++) {
  process.stdout.write(`\r${CYAN}${frames[step % frames.length]}${RESET} ${(step * 2.5).toFixed(1)} %`);
  await sleep(60);
}
console.log('\rDone.     ');
