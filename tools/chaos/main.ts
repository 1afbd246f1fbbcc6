// npm run chaos: kills and disconnects services of a stack while programs run, then checks that nothing was lost.
import { CannotRun, numberFrom, print, runCommand } from '../command.ts';
import { startStack } from '../stack.ts';
import { runChaos } from './run.ts';

const HELP = `npm run chaos -- [--minutes 2] [--seed 1] [--rate 1.5] [--workers 2]

Starts a separate stack with ./start.sh (a free port, a new project, removed afterwards), submits programs all the time,
and meanwhile kills containers of the stack and disconnects them from the network, in an order that the seed determines.
Then waits until nothing runs, and checks that nothing was lost, repeated or left behind.

  --minutes   how long failures are caused   2
  --seed      determines the failures        the time
  --rate      submissions a second           1.5 (the gateway takes 2)
  --workers   workers of the stack           2

Exit code: 0 when nothing was lost, 1 when something was, 2 when Docker does not answer.`;

const options = {
  minutes: { type: 'string', default: '2' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  rate: { type: 'string', default: '1.5' },
  workers: { type: 'string', default: '2' },
} as const;

process.exitCode = await runCommand({ help: HELP, options }, async (values) => {
  const [minutes, seed, rate, workers] = [
    numberFrom('minutes', values.minutes),
    numberFrom('seed', values.seed),
    numberFrom('rate', values.rate),
    numberFrom('workers', values.workers, 1),
  ];
  const say = (line: string) => void print(line, 0);
  say('starting a stack');
  const stack = await startStack().catch((error: Error) => {
    throw new CannotRun(`No stack could be started: ${error.message}`);
  });
  try {
    const { violations } = await runChaos(stack, { minutes, seed, rate, workers, say });
    return violations.length === 0 ? 0 : 1;
  } finally {
    await stack.erase();
  }
});
