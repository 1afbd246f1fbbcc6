import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { attemptRun } from './attempt.ts';
import { longestMs, SESSION_MS, type Limits } from './domain/limits.ts';
import { isFinal, type Submission } from './domain/record.ts';
import type { Job } from './domain/request.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Languages } from './languages.ts';
import type { Metrics } from './metrics.ts';
import { pause } from './pause.ts';
import { createPlaces, type Place } from './places.ts';
import { pushed, type Delivery, type Queue } from './queue/queue.ts';
import { RUN_FINISHED, summaryOf } from './run-summary.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { SubmissionStore } from './store/store.ts';

const RETRY_MS = 1000;
/** How often a job that is held back looks whether it can run now. */
const LOOK_MS = 100;
/**
 * How often a claim is renewed: several times within the shortest time after which a job counts as abandoned, which is
 * 13 s and two limits.
 */
const RENEW_MS = 4000;
/** How long a job waits for a worker that has its language. */
const WAIT_FOR_LANGUAGE_MS = 600_000;
/** How many jobs are held back at once, for each lane, before the lanes wait with them. */
const HELD_BACK_PER_LANE = 64;
/** How long a claim is renewed, besides the longest run. A sandbox that is not made within this time has failed. */
const RENEW_FOR_MS = 300_000;

export interface Worker {
  /** Takes no more jobs and resolves when the running ones are finished. */
  close(): Promise<void>;
}

/**
 * Runs `lanes` jobs at once: takes a job, writes its story, passes the record to the history, acknowledges the job.
 * Only a finished job is acknowledged. An interactive program that waits for input uses no lane.
 */
export function createWorker(deps: {
  queue: Queue<Job>;
  store: SubmissionStore;
  inbox: Inbox;
  historyQueue: Queue<Submission>;
  sandbox: Sandbox;
  languages: Languages;
  limits: Limits;
  lanes: number;
  /** How many interactive programs are held at once, those that wait for input included. */
  interactiveMax: number;
  /** How often a claim on a job is renewed. */
  renewMs?: number;
  /** Counts the lanes at work, and each submission that this worker has finished. */
  metrics: Pick<Metrics, 'laneBusy' | 'finished' | 'compiled'>;
  log: Logger;
}): Worker {
  const { queue, store, inbox, historyQueue, sandbox, metrics, log, renewMs = RENEW_MS } = deps;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  /** True at first and after the sandbox has failed, until its check succeeds. */
  let sandboxIsDown = true;
  const heldBack = new Set<Promise<void>>();
  const running = new Set<Promise<void>>();
  const places = createPlaces(deps.lanes, (by) => metrics.laneBusy(by));
  let interactive = 0;
  const lanes = Array.from({ length: deps.lanes }, () => lane(stopping.signal));
  return {
    async close() {
      stopping.abort();
      await Promise.all(lanes);
      await Promise.all([...running, ...heldBack]);
    },
  };

  async function lane(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await untilReady(signal);
        for await (const delivery of queue.deliveries(signal)) {
          if (sandboxIsDown)
            await delivery.release(false); // the sandbox failed while this lane waited for a job
          else if (isForAnother(delivery.item)) await holdBack(delivery, signal);
          else await start(delivery, signal);
          await untilReady(signal);
        }
      } catch (error) {
        log.error({ err: error }, 'a lane cannot read the queue; trying again');
        await pause(RETRY_MS, signal);
      }
    }
  }

  /** A lane takes no job while the sandbox cannot run one: the job stays in the queue for another worker. */
  async function untilReady(signal: AbortSignal): Promise<void> {
    while (sandboxIsDown && !signal.aborted) {
      try {
        await sandbox.check();
        sandboxIsDown = false;
      } catch {
        await pause(RETRY_MS, signal);
      }
    }
  }

  /** Whether a job is for another worker, or for later: this worker lacks its language or has no room for it. */
  function isForAnother({ request, submittedAt }: Job): boolean {
    if (request.interactive && interactive >= deps.interactiveMax) return true;
    const waited = Date.now() - Date.parse(submittedAt);
    return !canRun(request.language) && waited < WAIT_FOR_LANGUAGE_MS;
  }

  function canRun(id: string): boolean {
    return deps.languages.find(id) !== undefined && sandbox.ready().get(id) === true;
  }

  /** Gives a job back when it can run, and after a moment at the latest. The lane goes on meanwhile. */
  async function holdBack(delivery: Delivery<Job>, signal: AbortSignal): Promise<void> {
    const held = untilRunnable(delivery.item, signal)
      .then(() => delivery.release(false))
      .catch((error: unknown) => log.warn({ err: error, id: delivery.item.id }, 'a job could not be given back'))
      .finally(() => heldBack.delete(held));
    heldBack.add(held);
    if (heldBack.size >= deps.lanes * HELD_BACK_PER_LANE) await held;
  }

  async function untilRunnable(job: Job, signal: AbortSignal): Promise<void> {
    for (let waited = 0; waited < RETRY_MS && isForAnother(job) && !signal.aborted; waited += LOOK_MS)
      await pause(LOOK_MS, signal);
  }

  /** Resolves when the lane is free again: at the end of the run, or when its program waits for input. */
  async function start(delivery: Delivery<Job>, signal: AbortSignal): Promise<void> {
    const isInteractive = delivery.item.request.interactive;
    if (isInteractive) interactive += 1;
    const place = places.one();
    await place.take();
    const run = handle(delivery, place, signal).finally(() => {
      place.leave();
      if (isInteractive) interactive -= 1;
      running.delete(run);
    });
    running.add(run);
    await place.left;
  }

  /** Never throws: a job that could not be finished stays unacknowledged and is delivered again. */
  async function handle(delivery: Delivery<Job>, place: Place, signal: AbortSignal): Promise<void> {
    const { runs, interactive: isInteractive } = delivery.item.request;
    const longest = longestMs(deps.limits, runs.length) + (isInteractive ? SESSION_MS : 0);
    const stopRenewing = keepRenewing(delivery, renewMs, RENEW_FOR_MS + longest);
    try {
      const { sandboxFailed, again, reused } = await attemptRun(deps, delivery, place, signal);
      sandboxIsDown ||= sandboxFailed;
      if (reused !== undefined) metrics.compiled(delivery.item.request.language, reused ? 'hit' : 'miss');
      await (again ? delivery.release(true) : handOver(delivery, signal, reused));
    } catch (error) {
      log.error({ err: error, id: delivery.item.id, attempt: delivery.attempt }, 'submission left for redelivery');
    } finally {
      stopRenewing();
    }
  }

  /**
   * Passes the record to the history and acknowledges the job. Waits while the history queue is full, so that a long
   * failure of the history stops the lanes, and does not fill the memory.
   */
  async function handOver(delivery: Delivery<Job>, signal: AbortSignal, reused?: boolean): Promise<void> {
    const { item: job, attempt } = delivery;
    const submission = (await store.find(job.id))?.submission;
    if (!submission || !isFinal(submission.status)) return;
    while (!(await pushed(submission, historyQueue))) {
      await sleep(RETRY_MS, undefined, { signal });
      await delivery.renew();
    }
    await delivery.ack();
    metrics.finished(submission);
    log.info({ ...summaryOf(submission), attempt, ...(reused && { reused }) }, RUN_FINISHED);
    if (!job.request.interactive) return;
    await inbox.remove(job.id).catch((error: unknown) => {
      log.warn({ err: error, id: job.id }, 'the inbox of a finished submission is removed only when it expires');
    });
  }
}

function keepRenewing(delivery: Delivery<Job>, everyMs: number, forMs: number): () => void {
  const renewing = setInterval(() => void delivery.renew().catch(() => {}), everyMs); // the next renewal may succeed
  const enough = setTimeout(() => clearInterval(renewing), forMs);
  return () => {
    clearInterval(renewing);
    clearTimeout(enough);
  };
}
