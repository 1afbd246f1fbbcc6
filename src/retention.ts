import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { History } from './history/history.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3600_000;
/** Records deleted at once, and the pause after them: what else the database has to do comes in between. */
const BATCH = 200;
const PAUSE_MS = 200;

/** Deletes from the history what was submitted more than `days` days ago, now and every hour. */
export function startRetention(deps: { history: History; days: number; log: Logger }): { close(): Promise<void> } {
  const { history, days, log } = deps;
  const stopping = new AbortController();
  const running = deleteNowAndThen(stopping.signal);
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };

  async function deleteNowAndThen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await deleteOld(signal).catch((error: unknown) => log.debug({ err: error }, 'old records stay for another hour'));
      await sleep(EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async function deleteOld(signal: AbortSignal): Promise<void> {
    const before = new Date(Date.now() - days * DAY_MS);
    let total = 0;
    for (let deleted = BATCH; deleted === BATCH && !signal.aborted; total += deleted) {
      deleted = await history.deleteBefore(before, BATCH);
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
    if (total > 0) log.info({ count: total, days }, 'deleted old records from the history');
  }
}
