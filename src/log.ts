import { pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from './config.ts';
import { RUN_FINISHED, type RunSummary } from './run-summary.ts';

type Out = DestinationStream & { readonly isTTY?: boolean };
type Wanted = Pick<Config, 'LOG_LEVEL' | 'LOG_FORMAT' | 'ROLE'>;

/** JSON for machines; at a terminal short lines, one for each submission. */
export function createLogger(config: Wanted, out: Out = stdout()): Logger {
  const { LOG_LEVEL: level, LOG_FORMAT: format, ROLE } = config;
  if (format === 'json' || (format === 'auto' && !out.isTTY)) {
    return pino({ level, base: { role: ROLE }, timestamp: pino.stdTimeFunctions.isoTime }, out);
  }
  const line = pretty.prettyFactory({
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
    colorize: out.isTTY === true,
  });
  return pino({ level, base: null, hooks: { logMethod: shorten } }, { write: (json) => out.write(line(json)) });
}

/** Writes synchronously, so that no line is lost at an exit. */
function stdout(): Out {
  return Object.assign(pino.destination({ fd: 1, sync: true }), { isTTY: process.stdout.isTTY });
}

function shorten(this: Logger, args: Parameters<Logger['info']>, method: Logger['info']): void {
  const [about, text] = args as unknown as [RunSummary, string?];
  if (text === RUN_FINISHED) method.call(this, lineOf(about));
  else method.apply(this, args);
}

/** `python completed 16 ms`, `c error (exit code 3) 2 ms`. */
function lineOf({ language, status, reason, exitCode, signal, runMs, compileMs }: RunSummary): string {
  const took = runMs ?? compileMs;
  const why = reason === 'exit' ? `exit code ${exitCode}` : reason === 'signal' ? signal : reason;
  return [language, status, why && why !== status && `(${why})`, took !== null && `${Math.round(took)} ms`]
    .filter(Boolean)
    .join(' ');
}
