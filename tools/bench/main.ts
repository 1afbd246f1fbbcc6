// npm run bench: how the engine compares with running a program by hand, side by side in one run.
// BENCH=languages npm run bench: of that only the table with a row for each language.
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { RedisContainer } from '@testcontainers/redis';
import Docker from 'dockerode';
import { createClient } from '../client.ts';
import { dockerSandbox, limits } from '../docker-sandbox.ts';
import { buildEngine, spawnEngine } from '../process.ts';
import { runIn, whenReady } from '../run-in.ts';
import { benchEmbedded } from './embedded.ts';
import { benchLanguages } from './languages.ts';
import { quantile, report, sideBySide, timed } from '../measure.ts';
import { bareCompiler, bareLoop, barePython, classic } from './peers.ts';
import { programs } from './programs.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 20);
/** Between rounds: enough for the pool to be warm again. */
const REST_MS = 350;
const HELLO = 'print("hello")';
const [PYTHON_IMAGE, GCC_IMAGE] = ['python:3.10-alpine', 'gcc:13.2.0'] as const;

process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
await buildEngine();
if (process.env['BENCH'] === 'languages') {
  await benchLanguages(ROUNDS);
  process.exit();
}
const redis = await new RedisContainer('redis:7-alpine').start();
const postgres = await new PostgreSqlContainer('postgres:15-alpine').start();
const sandbox = dockerSandbox({ limits: { ...limits, timeMs: 7000 } });
await whenReady(sandbox);
const environment = {
  MODE: 'cluster',
  REDIS_URL: redis.getConnectionUrl(),
  DATABASE_URL: postgres.getConnectionUri(),
  LOG_LEVEL: 'warn',
};

const startedAt = performance.now();
const engine = await spawnEngine(environment);
while ((await fetch(`${engine.url}/readyz`).catch(() => undefined))?.status !== 200) await sleep(10);
console.log(`engine start to ready: ${Math.round(performance.now() - startedAt)} ms (images built)`);

const rested = (measure: () => Promise<number>) => async () => {
  await sleep(REST_MS);
  return measure();
};
const client = createClient(engine.url);
const throughEngine = (language: string, code: string) => timed(() => client.run({ language, code }));

const bare = await barePython(HELLO);
report(
  'Python hello',
  await sideBySide(ROUNDS, {
    'bare `python3 main.py`': rested(bare.whole),
    'sandbox.run, warm': rested(() => timed(() => runIn(sandbox, 'python', HELLO))),
    'POST /submit to the final event': rested(() => throughEngine('python', HELLO)),
    '`docker run --rm`, looked at every 500 ms': rested(() => classic(PYTHON_IMAGE, HELLO)),
  }),
);

const live = 'import time\nprint("now", flush=True)\ntime.sleep(0.4)';
const bareLive = await barePython(live);
report(
  'Python: time to the first output of a program that goes on',
  await sideBySide(ROUNDS, {
    'bare, first byte': rested(bareLive.firstByte),
    'POST /submit to the first output event': rested(firstOutput),
  }),
);
await sandbox.close();

const compiler = await bareCompiler(GCC_IMAGE);
for (const [title, code] of Object.entries(programs)) {
  report(
    `C++: ${title}`,
    await sideBySide(ROUNDS, {
      'bare `g++ -O0 main.cpp && ./a.out`': rested(() => compiler.compileAndRun(code)),
      'POST /submit to the final event': rested(() => throughEngine('cpp', code)),
    }),
  );
}
compiler.close();

await sleep(2000);
const burst = await Promise.all(Array.from({ length: 20 }, () => throughEngine('python', HELLO)));
console.log(
  `\nburst of 20 onto 2 warm: all answered, p50 ${Math.round(quantile(burst, 0.5))} ms, p95 ${Math.round(quantile(burst, 0.95))} ms`,
);

const image = (await new Docker().listImages({ filters: { label: ['codeengine.image=python'] } }))[0]!.RepoTags![0]!;
for (let round = 1; round <= 3; round++) {
  const loop = await bareLoop(image, 40, 2);
  const latencies: number[] = [];
  const ms = await timed(() => Promise.all(Array.from({ length: 4 }, () => submitter(latencies, 10))));
  const rate = 40_000 / ms;
  console.log(
    `sustained, round ${round}: bare create/start/wait/remove loop ${loop.toFixed(1)}/s, engine ${rate.toFixed(1)}/s ` +
      `(ratio ${(rate / loop).toFixed(2)}), latency p50 ${Math.round(quantile(latencies, 0.5))} ms p95 ${Math.round(quantile(latencies, 0.95))} ms`,
  );
}

engine.kill('SIGTERM');
await engine.exited;
await Promise.all([redis.stop(), postgres.stop()]);
await benchEmbedded(ROUNDS, GCC_IMAGE);
await benchLanguages(ROUNDS);

async function submitter(latencies: number[], count: number): Promise<void> {
  for (let n = 0; n < count; n++) latencies.push(await throughEngine('python', HELLO));
}

async function firstOutput(): Promise<number> {
  const started = performance.now();
  let first = 0;
  const id = await client.submit({ language: 'python', code: live });
  for await (const { kind } of client.follow(id)) if (kind === 'output') first ||= performance.now() - started;
  return first;
}
