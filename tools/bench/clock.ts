import { keepBusy } from '../busy.ts';
import { report, type Measured } from '../measure.ts';
import { benchEngine, type BenchEngine } from './engines.ts';

/** The number of containers that keep the processors busy. The scheduler treats each as a separate group. */
const BUSY = 10;
/** A program with a fixed amount of work. */
const BURNER = 'n = 0\nfor i in range(5_000_000):\n    n += i\n';

/**
 * Prints the time that the engine reports for a fixed amount of work, on an idle machine and beside other busy
 * containers.
 */
export async function benchClock(rounds: number): Promise<void> {
  const engine = await benchEngine({ SANDBOX: 'docker', LIMIT_TIME_MS: '60000' }, ['python']);
  const measured: Measured = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, ms] of Object.entries(await burn(engine, 'idle'))) (measured[name] ??= []).push(ms);
    const letRest = await keepBusy(BUSY);
    try {
      for (const [name, ms] of Object.entries(await burn(engine, 'busy'))) (measured[name] ??= []).push(ms);
    } finally {
      await letRest();
    }
  }
  report(`the clock: a fixed amount of work in Python, alone and beside ${BUSY} busy containers`, measured);
  await engine.close();
}

async function burn({ client }: BenchEngine, when: string): Promise<Record<string, number>> {
  const { record } = await client.run({ language: 'python', code: BURNER });
  const { execution_time_ms: own, stalled_ms: stalled, status } = record;
  if (status !== 'completed') throw new Error(`it ended as ${status}: ${record.message}`);
  return { [`${when}, execution_time_ms`]: own!, [`${when}, by the clock`]: own! + (stalled ?? 0) };
}
