import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Submission } from './domain/record.ts';
import type { History } from './history/history.ts';
import { pause } from './pause.ts';
import type { Queue } from './queue/queue.ts';

const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 10_000;

/** The lease of a record: after this time another recorder gets it. Saving is idempotent, so both may save. */
export const RECORDER_HOLDS_MS = 60_000;

/** Takes finished records from the history queue and saves them. While the database does not answer they wait in the queue. */
export function createRecorder(deps: { queue: Queue<Submission>; history: History; log: Logger }): {
  close(): Promise<void>;
} {
  const stopping = new AbortController();
  const running = record(stopping.signal);
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };

  async function record(signal: AbortSignal): Promise<void> {
    let pauseMs = RETRY_FIRST_MS;
    while (!signal.aborted) {
      try {
        for await (const { item, ack } of deps.queue.deliveries(signal)) {
          await saveWithRetries(item, signal);
          await ack();
          pauseMs = RETRY_FIRST_MS;
        }
      } catch (error) {
        if (signal.aborted) return;
        deps.log.warn({ err: error }, 'the history queue does not answer; retrying');
        await pause(pauseMs, signal);
        pauseMs = Math.min(pauseMs * 2, RETRY_LAST_MS);
      }
    }
  }

  async function saveWithRetries(submission: Submission, signal: AbortSignal): Promise<void> {
    for (let pauseMs = RETRY_FIRST_MS; ; pauseMs = Math.min(pauseMs * 2, RETRY_LAST_MS)) {
      try {
        return await deps.history.save(submission);
      } catch (error) {
        signal.throwIfAborted();
        const about = { err: error, id: submission.id };
        if (pauseMs === RETRY_FIRST_MS) deps.log.warn(about, 'the history cannot save a record; retrying');
        await sleep(pauseMs, undefined, { signal });
      }
    }
  }
}
