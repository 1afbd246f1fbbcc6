import type { Logger } from 'pino';
import type { History } from './history/history.ts';
import { pause } from './pause.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3600_000;
/** Records deleted in one statement, and the pause after each, in which the database answers other queries. */
const BATCH = 200;
const PAUSE_MS = 200;

/** Deletes records of submissions that are more than `days` days old from the history, at the start and every hour. */
export function startRetention(deps: { history: History; days: number; log: Logger }): { close(): Promise<void> } {
  const { history, days, log } = deps;
  const stopping = new AbortController();
  const running = deleteHourly(stopping.signal);
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };

  async function deleteHourly(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await deleteOld(signal).catch((error: unknown) =>
        log.debug({ err: error }, 'old records could not be deleted; retrying in an hour'),
      );
      await pause(EVERY_MS, signal, { ref: false });
    }
  }

  async function deleteOld(signal: AbortSignal): Promise<void> {
    const before = new Date(Date.now() - days * DAY_MS);
    let total = 0;
    for (let deleted = BATCH; deleted === BATCH && !signal.aborted; total += deleted) {
      deleted = await history.deleteBefore(before, BATCH);
      await pause(PAUSE_MS, signal);
    }
    if (total > 0) log.info({ count: total, days }, 'deleted old records from the history');
  }
}
