import { allLanguages } from '../programs.ts';
import { quantile, report, sideBySide } from '../measure.ts';
import { createClient, type Client } from '../client.ts';
import { startStack } from '../stack.ts';
import { benchEngine, type BenchEngine } from './engines.ts';
import { INPUT, inImage } from './hand.ts';

const QUESTIONS = 20;
/**
 * A program whose questions contain their time, in seconds of the clock that this process also reads.
 */
const ASKS = `import time\nfor n in range(${QUESTIONS}):\n    input(f"{time.time():.4f}? ")\n`;
const COMPUTES = 'n = 0\nfor i in range(10_000_000):\n    n += i\n';

/** An input just below the limit of 1 MiB, for programs that read line by line. */
const INPUT_TEXT = 'abcdef\n'.repeat(145_000);
const READS: Readonly<Record<string, string>> = {
  python: 'n = 0\ntry:\n    while True: n += len(input())\nexcept EOFError: print(n)\n',
  cpp: '#include <iostream>\n#include <string>\nint main() { long n = 0; for (std::string s; std::cin >> s;) n += s.size(); std::cout << n; }\n',
  c: '#include <stdio.h>\nint main(void) { char s[9]; long n = 0; while (scanf("%8s", s) == 1) n++; printf("%ld", n); }\n',
};

/** Prints how soon the engine reports a question and delivers the answer, and what this costs other programs. */
export async function benchDialogues(rounds: number): Promise<void> {
  console.log('\nan interactive program in Python\n| | median ms | p95 |\n| --- | --- | --- |');
  const docker = await benchEngine({ SANDBOX: 'docker' }, Object.keys(READS));
  await askThrough('Docker, npm start', docker.client, rounds);
  const wasm = await benchEngine({ SANDBOX: 'wasm', DATA_DIR: 'node_modules/.cache/codeengine-bench' }, ['python']);
  await askThrough('WebAssembly, npm start', wasm.client, rounds);
  await wasm.close();
  const stack = await startStack();
  await askThrough('Docker, start.sh, through nginx', createClient(stack.url), rounds);
  await stack.erase();
  report(
    'processor time of a program that never asks',
    await sideBySide(rounds, {
      'not interactive': () => cpuOf(docker, false),
      interactive: () => cpuOf(docker, true),
    }),
  );
  for (const [id, code] of Object.entries(READS)) await readInBulk(docker, id, code, rounds);
  await docker.close();
}

async function askThrough(name: string, client: Client, rounds: number): Promise<void> {
  const [seen, answered]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) await ask(client, seen, answered);
  const row = (what: string, values: number[]) => {
    const [median, late] = [0.5, 0.95].map((q) => quantile(values, q).toFixed(0));
    console.log(`| ${name}: ${what} | ${median} | ${late} |`);
  };
  row('from question to event', seen);
  row('from answer to next output', answered);
}

async function ask(client: Client, seen: number[], answered: number[]): Promise<void> {
  const id = await client.submit({ language: 'python', code: ASKS, interactive: true });
  let sent: number | undefined;
  let asked = 0;
  for await (const event of client.follow(id)) {
    if (event.kind === 'output') {
      asked = Number(event.text.replace('? ', '')) * 1000;
      if (sent !== undefined) answered.push(performance.now() - sent);
    }
    if (event.kind !== 'waiting') continue;
    seen.push(Date.now() - asked);
    sent = performance.now();
    await client.answer(id, '\n', event.n);
  }
}

async function cpuOf({ client }: BenchEngine, interactive: boolean): Promise<number> {
  const { record } = await client.run({ language: 'python', code: COMPUTES, interactive });
  if (record.status !== 'completed') throw new Error(`it ended as ${record.status}: ${record.message}`);
  return record.cpu_time_ms!;
}

async function readInBulk({ client }: BenchEngine, id: string, code: string, rounds: number): Promise<void> {
  const hand = await inImage(allLanguages.find(id)!, code, INPUT_TEXT);
  await hand.prepare();
  const measured = await sideBySide(rounds, {
    'by hand, from a file': () => hand.run(`< ${INPUT}`),
    'in the engine, without compile': async () => {
      const { record } = await client.run({ language: id, code, input: INPUT_TEXT });
      if (record.status !== 'completed') throw new Error(`it ended as ${record.status}: ${record.message}`);
      return record.execution_time_ms! + (record.stalled_ms ?? 0);
    },
  });
  report(`${id}: 145000 lines of seven bytes, read one by one`, measured);
  hand.close();
}
