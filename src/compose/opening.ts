import { setTimeout as sleep } from 'node:timers/promises';

/** How long a database that is being made may take, on a busy machine too. */
const OPENING_MS = 300_000;
/** The time for an error, such as a damaged folder. */
const ERROR_MS = 500;

/**
 * The check of a database that starts, or is made, with its first query. Until the database has answered once, it counts
 * as available unless it fails: records wait on disk meanwhile.
 */
export function whileOpening(check: () => Promise<void>, openingMs = OPENING_MS): () => Promise<void> {
  let until: number | undefined;
  let hasAnswered = false;
  return async () => {
    until ??= performance.now() + openingMs;
    const answer = check().then(() => {
      hasAnswered = true;
    });
    await (hasAnswered || performance.now() > until ? answer : Promise.race([answer, sleep(ERROR_MS)]));
  };
}
