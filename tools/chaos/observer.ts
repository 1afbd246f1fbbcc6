import { randomUUID } from 'node:crypto';
import type { Client, Program, SubmissionRecord } from '../client.ts';
import { between, oneOf, type Chance } from './failures.ts';

/** A submission as seen by a client that follows the stream and reconnects after each break. */
export interface Observer {
  readonly program: Program;
  /** The stdout of the program when it completes. */
  readonly expected: string;
  id?: string;
  /** The final record, from the stream. */
  record?: SubmissionRecord;
  /** How often the run has started. */
  runs: number;
  /** Violated guarantees: output that is lost, repeated or out of order; a second end. */
  readonly violations: string[];
}

/** Submits a program that counts, follows it to its end, and compares every chunk with the expected output. */
export async function observe(client: Client, chance: Chance): Promise<Observer> {
  const { program, expected } = counting(chance);
  const seen: Observer = { program, expected, runs: 0, violations: [] };
  try {
    seen.id = await client.submit(program, randomUUID());
    await watch(client, seen.id, seen);
  } catch (error) {
    seen.violations.push(`${seen.id ?? 'not accepted'}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return seen;
}

async function watch(client: Client, id: string, seen: Observer): Promise<void> {
  let stdout = '';
  for await (const event of client.follow(id)) {
    if (event.kind === 'state') {
      if (event.record.status === 'running') [stdout, seen.runs] = ['', seen.runs + 1]; // the run has started again
      if (event.record.finished_at === null) continue;
      if (seen.record) seen.violations.push(`${id} ended twice`);
      seen.record = event.record;
    } else if (event.kind === 'output' && event.stream === 'stdout') {
      stdout += event.text;
      if (!seen.expected.startsWith(stdout)) seen.violations.push(`${id}: after ${stdout.length} characters`);
    }
  }
  const { record } = seen;
  if (record?.stdout !== stdout) seen.violations.push(`${id}: the record says ${record?.stdout?.length} characters`);
  if (record?.status === 'completed' && stdout !== seen.expected) seen.violations.push(`${id} completed too early`);
}

/** A program that prints numbers, one line or for some seconds. */
function counting(chance: Chance): { program: Program; expected: string } {
  const count = oneOf([1, 1, 5, 30, 60], chance);
  const ms = between([1, 100], chance);
  const expected = Array.from({ length: count }, (_, n) => `${n}\n`).join('');
  const python = `import time\nfor n in range(${count}):\n    print(n)\n    time.sleep(${ms / 1000})\n`;
  const c = `#include <stdio.h>\n#include <unistd.h>\nint main(void) { for (int n = 0; n < ${count}; n++) { printf("%d\\n", n); usleep(${ms * 1000}); } }\n`;
  const program = chance() < 0.7 ? { language: 'python', code: python } : { language: 'c', code: c };
  return { program, expected };
}
