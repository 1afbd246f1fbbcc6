import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isFinal, type Job, type Limits, type Submission, type SubmissionEvent } from './domain.ts';
import { findLanguage } from './languages.ts';
import type { Delivery, Queue } from './queue/queue.ts';
import { resultOf, resultWithoutRun } from './results.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { cursorOf, type SubmissionStore } from './store/store.ts';

/** After this many deliveries of one job without an end it is finished as `internal`. */
const MAX_ATTEMPTS = 3;
const RETRY_MS = 1000;

export interface Worker {
  /** Takes no more jobs and resolves when the running ones are finished. */
  close(): Promise<void>;
}

/** Runs `lanes` jobs at once: take a job, tell its story, hand it to history, acknowledge. Only what is finished is acknowledged. */
export function createWorker(deps: {
  queue: Queue<Job>;
  store: SubmissionStore;
  historyQueue: Queue<Submission>;
  sandbox: Sandbox;
  limits: Limits;
  lanes: number;
  /** Told how many lanes are at work, and each submission that this worker saw to its end. */
  metrics: { laneBusy(change: 1 | -1): void; finished(submission: Submission): void };
  log: Logger;
}): Worker {
  const { queue, store, historyQueue, sandbox, limits, metrics, log } = deps;
  const stopping = new AbortController();
  /** True at first, and after the sandbox failed, until it says that it can run programs. */
  let trouble = true;
  const lanes = Array.from({ length: deps.lanes }, () => lane(stopping.signal));
  return {
    async close() {
      stopping.abort();
      await Promise.all(lanes);
    },
  };

  async function lane(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await untilReady(signal);
        for await (const delivery of queue.deliveries(signal)) {
          await handle(delivery);
          await untilReady(signal);
        }
      } catch (error) {
        log.error({ err: error }, 'lane lost the queue; trying again');
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** A lane takes no job while its sandbox cannot run one: the job stays in the queue for whoever can. */
  async function untilReady(signal: AbortSignal): Promise<void> {
    while (trouble && !signal.aborted) {
      try {
        await sandbox.check();
        trouble = false;
      } catch {
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Never throws: what could not be finished stays unacknowledged and is delivered again. */
  async function handle(delivery: Delivery<Job>): Promise<void> {
    metrics.laneBusy(1);
    try {
      await tellStory(delivery);
      await handOver(delivery);
    } catch (error) {
      log.error({ err: error, id: delivery.item.id, attempt: delivery.attempt }, 'submission left for redelivery');
    } finally {
      metrics.laneBusy(-1);
    }
  }

  async function tellStory({ item: job, attempt }: Delivery<Job>): Promise<void> {
    let n = 0;
    const tell = (event: SubmissionEvent) => store.append(job.id, event, { attempt, n: n++ });
    const cancel = new AbortController();
    const watching = new AbortController();
    if (!(await begin(job, tell))) return;
    const watch = cancelWhenFinished(job.id, attempt, cancel, watching.signal);
    try {
      for await (const event of runOf(job, attempt, cancel.signal)) if (!(await tell(event))) return;
    } catch (error) {
      if (!cancel.signal.aborted) throw error;
    } finally {
      watching.abort();
      await watch;
    }
  }

  /** False when the story is finished, or in the hands of a later attempt. */
  async function begin(job: Job, tell: (event: SubmissionEvent) => Promise<boolean>): Promise<boolean> {
    const running = { type: 'running', sandbox: sandbox.name, at: now() } as const;
    if (await tell(running)) return true;
    const { id, submittedAt, ...request } = job;
    const lost = await store.append(id, { type: 'queued', request, at: submittedAt });
    return lost && tell(running);
  }

  async function* runOf(job: Job, attempt: number, signal: AbortSignal): AsyncGenerator<SubmissionEvent, void, void> {
    if (attempt > MAX_ATTEMPTS) {
      const message = `The engine lost this run ${MAX_ATTEMPTS} times. Submit it again.`;
      return yield { type: 'finished', result: resultWithoutRun('internal', message), at: now() };
    }
    try {
      const language = findLanguage(job.language);
      if (!language) throw new Error(`no language '${job.language}' in this worker`);
      const outcome = yield* sandbox.run({ language, code: job.code, input: job.input }, signal);
      yield { type: 'finished', result: resultOf(outcome, limits), at: now() };
    } catch (error) {
      if (signal.aborted) throw error;
      trouble = true;
      log.error({ err: error, id: job.id, attempt }, 'sandbox failed');
      const message = 'The engine could not run the program. This is not your fault; try again in a moment.';
      yield { type: 'finished', result: resultWithoutRun('internal', message), at: now() };
    }
  }

  /** Watches the story while the program runs: when somebody else finishes it, the run is cancelled. */
  async function cancelWhenFinished(id: string, attempt: number, cancel: AbortController, signal: AbortSignal) {
    try {
      for await (const { event } of store.follow(id, { after: cursorOf({ attempt, n: 0 }), signal })) {
        if (event.type === 'finished') cancel.abort(new Error('finished by somebody else'));
      }
    } catch (error) {
      log.warn({ err: error, id }, 'cannot see whether this run is cancelled');
    }
  }

  async function handOver({ item: job, attempt, ack }: Delivery<Job>): Promise<void> {
    const submission = (await store.find(job.id))?.submission;
    if (!submission || !isFinal(submission.status)) return;
    await historyQueue.push(submission);
    await ack();
    metrics.finished(submission);
    log.info({ ...summaryOf(submission), attempt }, 'submission finished');
  }
}

function summaryOf({ id, request, status, sandbox, result, ...at }: Submission) {
  const { reason, exitCode, signal, compileMs, runMs, cpuMs, memoryPeakBytes } = result!;
  const queueMs = at.startedAt && Date.parse(at.startedAt) - Date.parse(at.createdAt);
  const bytes = { stdoutChars: at.stdout.length, stderrChars: at.stderr.length };
  const ended = { status, reason, exitCode, signal, queueMs, compileMs, runMs, cpuMs, memoryPeakBytes };
  return { id, language: request.language, sandbox, ...ended, ...bytes };
}

function now(): string {
  return new Date().toISOString();
}
