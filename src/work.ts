import { once } from 'node:events';
import type { Logger } from 'pino';
import type { Config, GuardConfig } from './config.ts';
import { listen, type Listening } from './http/server.ts';
import { createLogger } from './log.ts';

/** Opens logger, server and engine; at a stop signal closes them in reverse order. */
export async function work(config: Config): Promise<void> {
  const log = createLogger(config);
  const signal = stopSignal();
  const server = await listen(config.HOST, config.PORT); // first: when the port is taken, nothing else is opened
  if (config.ROLE === 'guard') return guardDocker(config, log, server, signal);
  const { compose } = await import('./compose/engine.ts'); // only what the role needs is loaded
  const engine = await compose(config, log);
  server.serve(engine.app);
  void engine.announce(server.url);
  log.info({ signal: await signal }, 'stopping: running submissions are finished first; a second signal stops at once');
  await engine.stop();
  await server.close();
  await engine.close();
  log.info('stopped');
}

async function guardDocker(
  config: GuardConfig,
  log: Logger,
  server: Listening,
  signal: Promise<string>,
): Promise<void> {
  const { composeGuard } = await import('./compose/guard.ts');
  const guard = composeGuard(config, log);
  server.serve(guard.answer, guard.attach);
  await signal;
  await guard.close();
  await server.close();
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
