import type { Logger } from 'pino';
import { inBatches } from './batches.ts';
import { createConversation } from './conversation.ts';
import type { RunEvent, SubmissionEvent } from './domain/events.ts';
import type { Limits } from './domain/limits.ts';
import type { Outcome } from './domain/outcome.ts';
import type { Job, SubmissionRequest } from './domain/request.ts';
import { judge } from './judge/judge.ts';
import type { Inbox } from './inbox/inbox.ts';
import { isCompiled, type Languages } from './languages.ts';
import type { Place } from './places.ts';
import type { Delivery } from './queue/queue.ts';
import { resultOf, resultWithoutRun } from './domain/results.ts';
import type { Program, Sandbox } from './sandbox/sandbox.ts';
import { cursorOf, type SubmissionStore } from './store/store.ts';

/** A job that has been delivered this often without an end is finished as `internal`. */
const MAX_ATTEMPTS = 3;
/**
 * How many sandboxes a job may use. A job whose sandbox failed runs once more; with further runs, a job that breaks
 * sandboxes could break many.
 */
const MAX_SANDBOXES = 2;
/** Events that are appended together: at most half a mebibyte of output. */
const BATCH = 16;

export interface AttemptDeps {
  readonly store: SubmissionStore;
  readonly inbox: Inbox;
  readonly sandbox: Sandbox;
  readonly languages: Languages;
  readonly limits: Limits;
  readonly log: Logger;
}

/** How an attempt ended: all of its events were appended, or the sandbox failed. */
export interface Attempt {
  readonly sandboxFailed: boolean;
  /** The job is to be run again: either only its beginning was seen, or its program waited when the engine stopped. */
  readonly again: boolean;
  /** Whether the module of an earlier compile was used; undefined where nothing is compiled. */
  readonly reused?: boolean | undefined;
}

/**
 * Writes the story of one delivery: that the program runs, its output, its end. When somebody else appends `finished`,
 * the run is cancelled. A program that waits for input leaves its place; once `stopping` is aborted, the attempt does
 * not wait for its input.
 */
export async function attemptRun(
  deps: AttemptDeps,
  { item: job, attempt }: Delivery<Job>,
  place: Place,
  stopping: AbortSignal,
): Promise<Attempt> {
  const { store, inbox, sandbox, limits, log } = deps;
  let n = 0;
  let reused: boolean | undefined;
  const cancel = new AbortController();
  const watching = new AbortController();
  if (!(await begin())) return { sandboxFailed: false, again: false };
  if (job.request.interactive) await inbox.open(job.id, Infinity); // the submission may have been accepted by another process
  const conversation = createConversation(() => inbox.receive(job.id, watching.signal), place, watching.signal);
  const giveBack = () => conversation.isWaiting() && cancel.abort(new GivenBack());
  stopping.addEventListener('abort', giveBack);
  const watch = cancelWhenFinished(watching.signal);
  try {
    for await (const events of inBatches(run(), BATCH)) {
      if (await append(events)) continue;
      cancel.abort(new Error('the story is finished, or another attempt writes it'));
      break;
    }
    return { sandboxFailed: false, again: false, reused };
  } catch (error) {
    if (cancel.signal.aborted) return { sandboxFailed: false, again: cancel.signal.reason instanceof GivenBack };
    if (!(error instanceof SandboxFailed)) throw error;
    return await afterFailure(error);
  } finally {
    stopping.removeEventListener('abort', giveBack);
    watching.abort();
    await watch;
  }

  function append(events: readonly SubmissionEvent[]): Promise<boolean> {
    const position = { attempt, n };
    n += events.length;
    return store.appendAll(job.id, events, position);
  }

  /** False when the story is finished, or a later attempt writes it. */
  async function begin(): Promise<boolean> {
    const running = { type: 'running', sandbox: sandbox.name, at: now() } as const;
    if (await append([running])) return true;
    const lost = await store.append(job.id, { type: 'queued', request: job.request, at: job.submittedAt });
    return lost && append([running]);
  }

  async function* run(): AsyncGenerator<SubmissionEvent, void, void> {
    if (attempt > MAX_ATTEMPTS) {
      return yield failed(`The engine lost this run ${MAX_ATTEMPTS} times. Submit it again.`);
    }
    const program = programOf(job.request);
    if (!program) return yield failed(`No worker has the language ${job.request.language} any more.`);
    try {
      const result = yield* resultOfRun(job.request, program);
      yield { type: 'finished', result, at: now() };
    } catch (error) {
      cancel.signal.throwIfAborted();
      throw new SandboxFailed('sandbox failed', { cause: error });
    }
  }

  async function* resultOfRun({ tests }: SubmissionRequest, program: Program) {
    const events = noting(sandbox.run(program, cancel.signal));
    if (tests) return yield* judge(events, { ...program, tests, isCompiled: isCompiled(program.language) }, limits);
    const steps: Outcome[] = [];
    for await (const event of events) {
      if (event.type === 'ended') steps.push(event.outcome);
      else if (event.type !== 'waiting') yield event;
      else if (conversation.waits(event)) {
        yield event;
        if (stopping.aborted) giveBack();
      }
    }
    return resultOf(steps, { ...limits, ...program.limits });
  }

  async function* noting(events: AsyncIterable<RunEvent>): AsyncGenerator<RunEvent, void, void> {
    for await (const event of events) {
      if (event.type === 'ended' && event.outcome.step.phase === 'compile') reused = event.outcome.reused ?? false;
      yield event;
    }
  }

  function programOf({ language: id, tests: _tests, ...rest }: SubmissionRequest): Program | undefined {
    const language = deps.languages.find(id);
    return language && { ...rest, language, ...(rest.interactive && { live: conversation.live }) };
  }

  async function afterFailure({ cause }: Error): Promise<Attempt> {
    const again = n === 1 && attempt < MAX_SANDBOXES;
    log.error({ err: cause, id: job.id, attempt, again }, 'sandbox failed');
    if (!again) {
      const message = 'The engine could not run the program. This is not your fault; try again in a moment.';
      await append([failed(message)]);
    }
    return { sandboxFailed: true, again };
  }

  /** Watches the story while the program runs: when somebody else finishes it, the run is cancelled. */
  async function cancelWhenFinished(signal: AbortSignal): Promise<void> {
    try {
      for await (const { event } of store.follow(job.id, { after: cursorOf({ attempt, n: 0 }), signal })) {
        if (event.type === 'finished') cancel.abort(new Error('finished by somebody else'));
      }
    } catch (error) {
      log.warn({ err: error, id: job.id }, 'cannot see whether this run is cancelled');
    }
  }
}

class SandboxFailed extends Error {}
/** The engine stops while the program waits for input. */
class GivenBack extends Error {}

function failed(message: string): SubmissionEvent {
  return { type: 'finished', result: resultWithoutRun('internal', message), at: now() };
}

function now(): string {
  return new Date().toISOString();
}
