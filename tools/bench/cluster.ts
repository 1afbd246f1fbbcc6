import { setTimeout as sleep } from 'node:timers/promises';
import { RedisContainer } from '@testcontainers/redis';
import Docker from 'dockerode';
import { createClient, type Client } from '../client.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { dockerSandbox, limits } from '../docker-sandbox.ts';
import { startPostgres } from '../postgres-container.ts';
import { spawnEngine, type EngineProcess } from '../process.ts';
import { runIn, whenReady } from '../run-in.ts';
import { quantile, report, sideBySide, timed } from '../measure.ts';
import { bareCompiler, bareLoop, barePython, classic, GCC_IMAGE } from './peers.ts';
import { programs } from './programs.ts';

/** The pause between rounds, in which the pool becomes full again. */
const REST_MS = 350;
const HELLO = 'print("hello")';
const LIVE = 'import time\nprint("now", flush=True)\ntime.sleep(0.4)';
const PYTHON_IMAGE = 'python:3.10-alpine';

/**
 * Compares the engine with Redis, PostgreSQL and Docker with its parts. Runs each program in each round. Needs the
 * built engine.
 */
export async function benchCluster(rounds: number): Promise<void> {
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
  const redis = await new RedisContainer('redis:7-alpine').start();
  const postgres = await startPostgres();
  const sandbox = dockerSandbox({ limits: { ...limits, timeMs: 7000 } });
  await whenReady(sandbox); // builds the images
  const engine = await readyEngine({
    MODE: 'cluster',
    REDIS_URL: redis.getConnectionUrl(),
    DATABASE_URL: postgres.getConnectionUri(),
    COMPILE_CACHE_MB: '0', // so that each round compiles
    LOG_LEVEL: 'warn',
  });
  const client = createClient(engine.url);
  await python(client, sandbox, rounds);
  await sandbox.close();
  await compiled(client, rounds);
  await burst(client);
  await sustained(client);
  engine.kill('SIGTERM');
  await engine.exited;
  await Promise.all([redis.stop(), postgres.stop()]);
}

async function readyEngine(environment: Record<string, string>): Promise<EngineProcess> {
  const startedAt = performance.now();
  const engine = await spawnEngine(environment);
  while ((await fetch(`${engine.url}/readyz`).catch(() => undefined))?.status !== 200) await sleep(10);
  console.log(`engine start to ready: ${Math.round(performance.now() - startedAt)} ms (images built)`);
  return engine;
}

async function python(client: Client, sandbox: Sandbox, rounds: number): Promise<void> {
  const bare = await barePython(HELLO);
  report(
    'Python hello',
    await sideBySide(rounds, {
      'bare `python3 main.py`': rested(bare.whole),
      'sandbox.run, warm': rested(() => timed(() => runIn(sandbox, 'python', HELLO))),
      'POST /submit to the final event': rested(() => throughEngine(client, 'python', HELLO)),
      '`docker run --rm`, polled every 500 ms': rested(() => classic(PYTHON_IMAGE, HELLO)),
    }),
  );
  const bareLive = await barePython(LIVE);
  report(
    'Python: time to the first output of a program that goes on',
    await sideBySide(rounds, {
      'bare, first byte': rested(bareLive.firstByte),
      'POST /submit to the first output event': rested(() => firstOutput(client)),
    }),
  );
}

async function compiled(client: Client, rounds: number): Promise<void> {
  const compiler = await bareCompiler(GCC_IMAGE);
  for (const [title, code] of Object.entries(programs)) {
    report(
      `C++: ${title}`,
      await sideBySide(rounds, {
        'bare `g++ -O0 main.cpp && ./a.out`': rested(() => compiler.compileAndRun(code)),
        'POST /submit to the final event': rested(() => throughEngine(client, 'cpp', code)),
      }),
    );
  }
  compiler.close();
}

async function burst(client: Client): Promise<void> {
  await sleep(2000);
  const times = await Promise.all(Array.from({ length: 20 }, () => throughEngine(client, 'python', HELLO)));
  console.log(
    `\nburst of 20 onto 2 warm: all answered, p50 ${Math.round(quantile(times, 0.5))} ms, p95 ${Math.round(quantile(times, 0.95))} ms`,
  );
}

async function sustained(client: Client): Promise<void> {
  const images = await new Docker().listImages({ filters: { label: ['codeengine.image=python'] } });
  for (let round = 1; round <= 3; round++) {
    const loop = await bareLoop(images[0]!.RepoTags![0]!, 40, 2);
    const latencies: number[] = [];
    const submitter = async () => {
      for (let n = 0; n < 10; n++) latencies.push(await throughEngine(client, 'python', HELLO));
    };
    const ms = await timed(() => Promise.all(Array.from({ length: 4 }, submitter)));
    const rate = 40_000 / ms;
    console.log(
      `sustained, round ${round}: bare create/start/wait/remove loop ${loop.toFixed(1)}/s, engine ${rate.toFixed(1)}/s ` +
        `(ratio ${(rate / loop).toFixed(2)}), latency p50 ${Math.round(quantile(latencies, 0.5))} ms p95 ${Math.round(quantile(latencies, 0.95))} ms`,
    );
  }
}

function rested(measure: () => Promise<number>): () => Promise<number> {
  return async () => {
    await sleep(REST_MS);
    return measure();
  };
}

function throughEngine(client: Client, language: string, code: string): Promise<number> {
  return timed(() => client.run({ language, code }));
}

async function firstOutput(client: Client): Promise<number> {
  const started = performance.now();
  let first = 0;
  const id = await client.submit({ language: 'python', code: LIVE });
  for await (const { kind } of client.follow(id)) if (kind === 'output') first ||= performance.now() - started;
  return first;
}
