import { once } from 'node:events';
import { pino } from 'pino';
import { compose } from './compose.ts';
import { readConfig } from './config.ts';
import { listen } from './http/server.ts';

/** The process: environment, logger, engine, listening; then a signal, and everything in reverse. Exits 0 after a clean stop. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.LOG_LEVEL, base: { role: config.ROLE } });
  const signal = stopSignal();
  const engine = await compose(config, log);
  const server = await listen(engine.app, config.HOST, config.PORT);
  log.info({ mode: config.MODE, sandbox: config.SANDBOX, lanes: config.LANES }, `listening on ${server.url}`);
  log.info({ signal: await signal }, 'stopping: running submissions are finished first; a second signal stops at once');
  await engine.stop();
  await server.close();
  await engine.close();
  log.info('stopped');
}

/** Resolves with the first SIGTERM or SIGINT; the second one exits at once. */
async function stopSignal(): Promise<string> {
  const abort = new AbortController();
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const first = await Promise.race(signals.map((name) => once(process, name, abort).then(() => name)));
  abort.abort();
  for (const name of signals) process.on(name, () => process.exit(130));
  return first;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
