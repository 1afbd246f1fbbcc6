import { once } from 'node:events';
import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { compose, composeGuard } from './compose.ts';
import { help, readConfig, type Config } from './config.ts';
import { listen } from './http/server.ts';

/** The process: environment, logger, listening, engine; then a signal, and everything in reverse. Exits 0 after a clean stop. */
async function main(): Promise<void> {
  if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
    return void process.stdout.write(help());
  }
  const config = readConfig(process.env);
  const log = createLogger(config);
  const signal = stopSignal();
  const server = await listen(config.HOST, config.PORT); // first: a taken port is no reason to open anything
  if (config.MODE === 'guard') {
    const guard = composeGuard(config, log);
    server.serve(guard.answer, guard.attach);
    log.info(`guarding ${config.DOCKER_HOST} on ${server.url}`);
    await signal;
    await guard.close();
    return server.close();
  }
  const engine = await compose(config, log);
  server.serve(engine.app);
  log.info({ mode: config.MODE, sandbox: config.SANDBOX, lanes: config.LANES }, `listening on ${server.url}`);
  log.info({ signal: await signal }, 'stopping: running submissions are finished first; a second signal stops at once');
  await engine.stop();
  await server.close();
  await engine.close();
  log.info('stopped');
}

/** JSON for machines; lines for a person at a terminal. */
function createLogger({ LOG_LEVEL: level, ROLE: role }: Config): Logger {
  if (process.stdout.isTTY)
    return pino(
      { level, base: null },
      pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true }),
    );
  return pino({ level, base: { role } });
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
