import { readFileSync } from 'node:fs';

const words: string[] = readFileSync(0, 'utf8').split(/\s+/).filter(Boolean);
const counts = new Map<string, number>();
for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);

const byCount = [...counts].sort(([, one], [, other]) => other - one);
for (const [word, count] of byCount) console.log(word.padEnd(8), '█'.repeat(count), count);
