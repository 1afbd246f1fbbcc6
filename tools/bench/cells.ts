import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { FASTER, type Runtimes } from '../../src/sandbox/docker/runtime.ts';
import { dockerSandbox } from '../docker-sandbox.ts';
import { quantile, timed } from '../measure.ts';
import { runIn, whenReady } from '../run-in.ts';
import { barePython } from './peers.ts';

const HELLO = 'print("hello")';
const LANES = 2;
/** Runs of each kind in a round: enough that the containers that were warm at the beginning hardly matter. */
const RUNS = 24;
/**
 * The pause after each kind, in which the containers for the next runs are made, so that the next kind does not pay for
 * them.
 */
const REST_MS = 3000;
/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10;

/**
 * Prints runs a second and processor time of each run: in a container for each run with runc and, where Docker has it,
 * with crun; in cells; and for the program spawned by Node.
 */
export async function benchCells(rounds: number): Promise<void> {
  const { Runtimes: runtimes = {} } = (await new Docker().info()) as Runtimes;
  const warm = { each: LANES, total: 4 * LANES };
  const single = dockerSandbox({ warm, runtime: 'runc' });
  const faster = FASTER in runtimes ? [dockerSandbox({ warm, runtime: FASTER })] : [];
  const cells = dockerSandbox({ warm, runtime: 'runc', reuse: 'cell' });
  const sandboxes = [single, ...faster, cells];
  await Promise.all(sandboxes.map((sandbox) => whenReady(sandbox, { language: 'python' })));
  const bare = await barePython(HELLO);
  const ways: Record<string, () => Promise<unknown>> = {
    'a container for each run': () => hello(single),
    ...Object.fromEntries(faster.map((sandbox) => [`the same with ${FASTER}`, () => hello(sandbox)])),
    'cells (`SANDBOX_REUSE=cell`)': () => hello(cells),
    '`python3 main.py`, spawned by Node': bare.whole,
  };
  const seen = Object.keys(ways).map((name) => ({ name, rates: [] as number[], cpus: [] as number[] }));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, rates, cpus } of seen) {
      await sleep(REST_MS);
      const [rate, cpu] = await throughput(ways[name]!);
      if (round === 0) continue; // the first round only makes the containers warm
      rates.push(rate);
      cpus.push(cpu);
    }
  }
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  print(seen);
}

async function hello(sandbox: Sandbox): Promise<void> {
  const { stdout } = await runIn(sandbox, 'python', HELLO);
  if (stdout !== 'hello\n') throw new Error(`hello printed ${JSON.stringify(stdout)}`);
}

/**
 * Runs a second, and ms of processor time for each run. Counts the whole machine, and so also Docker's processor time.
 */
async function throughput(once: () => Promise<unknown>): Promise<[rate: number, cpuMs: number]> {
  let left = RUNS;
  const lane = async () => {
    while (left-- > 0) await once();
  };
  const busyMs = await machineBusyMs();
  const ms = await timed(() => Promise.all(Array.from({ length: LANES }, lane)));
  return [(RUNS / ms) * 1000, ((await machineBusyMs()) - busyMs) / RUNS];
}

async function machineBusyMs(): Promise<number> {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (await readFile('/proc/stat', 'utf8'))
    .split('\n', 1)[0]!
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + irq + softirq) * TICK_MS;
}

function print(seen: readonly { name: string; rates: number[]; cpus: number[] }[]): void {
  const [first] = seen;
  const median = (values: readonly number[] = []) => quantile(values, 0.5);
  console.log(`\nThroughput: Python hello, ${LANES} at a time, medians of rounds of ${RUNS}`);
  console.log('| | runs/s | p10–p90 | ratio | processor ms a run | ratio |\n| --- | --- | --- | --- | --- | --- |');
  for (const { name, rates, cpus } of seen) {
    const [low, high] = [0.1, 0.9].map((q) => quantile(rates, q).toFixed(1));
    const ratios = [median(rates) / median(first?.rates), median(cpus) / median(first?.cpus)];
    const [rate, cpu] = ratios.map((ratio) => ratio.toFixed(2));
    console.log(
      `| ${name} | ${median(rates).toFixed(1)} | ${low}–${high} | ${rate} | ${median(cpus).toFixed(0)} | ${cpu} |`,
    );
  }
}
