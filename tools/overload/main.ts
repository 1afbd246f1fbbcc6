// npm run overload: ten times what an engine can run, clients that do not read, and two thousand streams at once.
import { CannotRun, engineAt, numberFrom, print, runCommand } from '../command.ts';
import { flood } from './flood.ts';
import { metric, type Row } from '../gauge.ts';
import { manyStreams, slowReaders } from './readers.ts';

const HELP = `npm run overload -- --url http://localhost:8080 [--seconds 10] [--readers 200] [--streams 2000] [--json]

Submits ten times as many programs as an engine can run, opens streams that it does not read and many that it reads, and
prints how the engine behaved and how much memory it used. The url is that of the engine itself and not of the gateway, whose
rate limits would refuse the requests: npm start listens on 8080, and the stack's api can be reached inside its network.
Cancels all its submissions.

  --seconds   how long to submit to the full queue      10
  --readers   streams that are not read                 200
  --streams   streams open at once                      2000

Exit code: 0 when every figure is as it must be, 1 when one is not, 2 when the engine cannot be reached.`;

const options = {
  url: { type: 'string', default: 'http://localhost:8080' },
  seconds: { type: 'string', default: '10' },
  readers: { type: 'string', default: '200' },
  streams: { type: 'string', default: '2000' },
  json: { type: 'boolean', default: false },
} as const;

process.exitCode = await runCommand({ help: HELP, options }, async (values) => {
  const [seconds, readers, streams] = [
    numberFrom('seconds', values.seconds),
    numberFrom('readers', values.readers),
    numberFrom('streams', values.streams),
  ];
  const { url } = (await engineAt(values.url)).client;
  await metric(url, 'process_resident_memory_bytes').catch((error: Error) => {
    throw new CannotRun(error.message);
  });
  const rows = [
    ...(await manyStreams(url, streams)),
    ...(await slowReaders(url, readers)),
    ...(await flood(url, { seconds, answerMs: 1000 })),
  ];
  return print(values.json ? JSON.stringify(rows, null, 2) : tableOf(rows), rows.every(({ good }) => good) ? 0 : 1);
});

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ trial, what, seen, must, good }) => `| ${good ? 'ok' : 'MISS'} | ${trial} | ${what} | ${seen} | ${must} |`,
  );
  return ['| | trial | what | seen | must be |', '| --- | --- | --- | --- | --- |', ...lines].join('\n');
}
